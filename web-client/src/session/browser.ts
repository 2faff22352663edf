/** The session channel in a browser: this server, its cookies, its sockets, the page's clock. */
import { CHANNEL_PATH } from "../protocol/channel.ts";
import type { Socket, Surroundings, Ticket } from "./link.ts";

export function inBrowser(session: string): Surroundings {
  return {
    now: () => performance.timeOrigin + performance.now(),
    random: () => Math.random(),
    freshId: () => crypto.randomUUID(),
    fetchTicket: () => fetchTicket(session),
    openSocket: () => new WebSocket(`${socketOrigin()}${CHANNEL_PATH}`) as Socket,
    after,
  };
}

/** Where this server takes sockets. */
export function socketOrigin(): string {
  return location.origin.replace(/^http/, "ws");
}

export function after(milliseconds: number, call: () => void): () => void {
  const timer = setTimeout(call, milliseconds);
  return () => clearTimeout(timer);
}

async function fetchTicket(session: string): Promise<Ticket> {
  const path = `/api/v1/sessions/${encodeURIComponent(session)}/entry`;
  const answer = await fetch(path, { method: "POST", headers: { accept: "application/json" } });
  if (answer.ok) return { token: tokenIn(await answer.json()) };
  return { refused: REFUSALS[answer.status] ?? "unreachable" };
}

/** What the statuses of the entry mean; all others may pass. */
const REFUSALS: Readonly<Record<number, Exclude<Ticket, { token: string }>["refused"]>> = {
  401: "signed_out",
  403: "not_allowed",
  404: "not_allowed",
  409: "not_now",
};

function tokenIn(entry: unknown): string {
  const token = typeof entry === "object" && entry !== null && "token" in entry ? entry.token : undefined;
  if (typeof token !== "string") throw new TypeError("an entry without a token");
  return token;
}
