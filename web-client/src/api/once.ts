/** What a person sends twice because no answer came is done once. */
import type { Middleware } from "openapi-fetch";
import type { paths } from "./schema.gen.ts";

/** The requests that make something and take an `Idempotency-Key`. */
const MAKING: ReadonlySet<string> = new Set<keyof paths>([
  "/api/v1/cases",
  "/api/v1/cases/{id}/applications",
  "/api/v1/cases/{id}/materials",
  "/api/v1/cases/{id}/messages",
  "/api/v1/cases/{id}/people",
  "/api/v1/cases/{id}/sessions",
  "/api/v1/recordings/{id}/copies",
]);

/**
 * Gives each request that makes something a key. The same request has the same key until it is
 * answered: a second press of a button after a break of the network makes nothing twice.
 */
export function once(freshKey: () => string = randomKey): Middleware {
  const unanswered = new Map<string, string>();
  const asked = new Map<string, string>();
  return {
    onRequest: async ({ request, schemaPath, id }) => {
      if (request.method !== "POST" || !MAKING.has(schemaPath)) return request;
      const said = `${request.url}\n${await request.clone().text()}`;
      const key = unanswered.get(said) ?? freshKey();
      unanswered.set(said, key);
      asked.set(id, said);
      request.headers.set("Idempotency-Key", key);
      return request;
    },
    onResponse: ({ id }) => {
      unanswered.delete(asked.get(id) ?? "");
      asked.delete(id);
    },
    onError: ({ id }) => {
      asked.delete(id);
    },
  };
}

/** Pages of cases are also opened without TLS, where browsers have no `randomUUID`. */
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) =>
    byte.toString(16).padStart(2, "0"),
  ).join("");
}
