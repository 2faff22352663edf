/** The HTTP API, typed by the document that the server makes of its own code. */
import createClient, { type Middleware } from "openapi-fetch";
import { currentLanguage } from "../i18n/i18n.ts";
import { once } from "./once.ts";
import { Problem, problemOf } from "./problem.ts";
import type { components, paths } from "./schema.gen.ts";

export type Schemas = components["schemas"];

const inOurLanguage: Middleware = {
  onRequest: ({ request }) => {
    request.headers.set("Accept-Language", currentLanguage());
    return request;
  },
};

export const api = createClient<paths>({ baseUrl: window.location.origin });
api.use(inOurLanguage, once());

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

/** Called when the server says that nobody is signed in (any more). */
let onSignInNeeded: () => void = () => undefined;

export function whenSignInIsNeeded(call: () => void): void {
  onSignInNeeded = call;
}

/**
 * What the server answered.
 *
 * @throws {Problem} if it refused or failed, or if nothing answered.
 */
export async function answer<T>(request: Promise<Answer<T>>): Promise<T> {
  let reply: Answer<T>;
  try {
    reply = await request;
  } catch {
    throw new Problem("unreachable", "", 0);
  }
  const { data, error, response } = reply;
  if (response.ok) return data as T;
  const problem = problemOf(response.status, error, response.headers.get("Retry-After"));
  if (problem.code === "sign_in_needed") onSignInNeeded();
  throw problem;
}
