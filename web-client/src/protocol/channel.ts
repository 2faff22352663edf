/** The frames of the session channel, under the names the client uses for them. */
import type { ClientFrame, Command, Item, ServerFrame, SlicesOfClientView } from "./channel.gen.ts";

export type * from "./channel.gen.ts";

/** The version this client speaks. */
export const VERSION = 1;
/** Where the channel is, on the server the page came from. */
export const CHANNEL_PATH = "/channel";

/** All of what one person is shown. */
export type ClientView = Required<SlicesOfClientView>;
/** Some top-level fields of it, each whole. */
export type Slices = SlicesOfClientView;
/** A refusal's sentence in the two languages of the product. */
export interface Sentence {
  zh: string;
  en: string;
}
export type ChatMessage = Extract<Item, { item: "chat" }>;
export type CommandType = Command["type"];

const KNOWN: ReadonlySet<string> = new Set<ServerFrame["type"]>([
  "welcome",
  "view",
  "item",
  "done",
  "refused",
  "pong",
  "bye",
]);

/** The frame in a text, or `null`: what a newer server may say and we do not know is not an error. */
export function decode(text: string): ServerFrame | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  const known =
    typeof value === "object" && value !== null && "type" in value && KNOWN.has(String(value.type));
  return known ? (value as ServerFrame) : null;
}

/** A frame as it goes on the wire. */
export function encode(frame: ClientFrame): string {
  return JSON.stringify(frame);
}
