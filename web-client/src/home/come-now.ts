import type { Schemas } from "../api/client.ts";

/** Reads a ring of the bell. Never throws. */
export function comeNowIn(data: unknown): Schemas["ComeNow"] | undefined {
  try {
    const { session, title } = JSON.parse(String(data)) as Record<string, unknown>;
    return typeof session === "string" && typeof title === "string" ? { session, title } : undefined;
  } catch {
    return undefined;
  }
}
