/**
 * What this person knows of the live session: the newest view, the messages, and news to be told
 * once. A reducer over the session channel; views of the page only show it.
 */
import type { ClientView, Item, Sentence, Slices } from "../protocol/channel.ts";
import type { ChannelState } from "./channel.ts";
import { SILENCE, discarded, failed, readBy, readByMe, received, sending } from "./correspondence.ts";
import type { Correspondence, Outgoing } from "./correspondence.ts";

export interface SessionModel {
  /** Where the connection stands. */
  link: ChannelState;
  /** The newest view, once all of it has come. Kept while the connection is lost. */
  view: ClientView | null;
  chat: Correspondence;
  /** Things that happened and are to be told once, oldest first. */
  news: readonly News[];
}

/** Something to be told once. */
export interface News {
  /** Rises; names the news when it is dismissed. */
  id: number;
  item: Exclude<Item, { item: "chat" | "read" }> | Refused;
}

/** Something this person asked for was not done. */
export interface Refused {
  item: "refused";
  /** `offline` and `unanswered` are ours; all others the server's. */
  code: string;
  sentence: Sentence | null;
}

export type Action =
  | { type: "state"; state: ChannelState }
  | { type: "welcome"; resumed: boolean }
  | { type: "view"; slices: Slices }
  | { type: "item"; item: Item }
  | { type: "refused"; code: string; sentence: Sentence | null }
  | { type: "dismiss"; news: number }
  | { type: "sending"; message: Outgoing }
  | { type: "not_sent"; key: number; failure: NonNullable<Outgoing["failure"]> }
  | { type: "discard"; key: number }
  | { type: "read"; message: string };

/** More news than this at once is noise; the oldest is dropped. */
const NEWS_MAX = 5;

export const EMPTY: SessionModel = { link: { at: "idle" }, view: null, chat: SILENCE, news: [] };

export function reduce(model: SessionModel, action: Action): SessionModel {
  const { chat } = model;
  switch (action.type) {
    case "state":
      return { ...model, link: action.state };
    case "welcome":
      // A fresh start brings everything again; the old view stays on screen until it is replaced.
      return action.resumed ? model : { ...model, chat: { ...chat, messages: [], readByOthers: {} } };
    case "view":
      return { ...model, view: merged(model.view, action.slices) };
    case "item":
      return takeIn(model, action.item);
    case "refused":
      return told(model, { item: "refused", code: action.code, sentence: action.sentence });
    case "dismiss":
      return { ...model, news: model.news.filter(({ id }) => id !== action.news) };
    case "sending":
      return { ...model, chat: sending(chat, action.message) };
    case "not_sent":
      return { ...model, chat: failed(chat, action.key, action.failure) };
    case "discard":
      return { ...model, chat: discarded(chat, action.key) };
    case "read":
      return { ...model, chat: readByMe(chat, action.message) };
  }
}

const SLICES: readonly (keyof ClientView)[] = [
  "session",
  "me",
  "rooms",
  "people",
  "floor",
  "recording",
  "invitations",
  "countdowns",
  "exhibit",
  "media",
];

/** The view with the slices that came replaced, or `null` while some have never come. */
function merged(view: ClientView | null, slices: Slices): ClientView | null {
  const next = { ...view, ...slices };
  return SLICES.every((slice) => slice in next) ? (next as ClientView) : null;
}

function takeIn(model: SessionModel, item: Item): SessionModel {
  if (item.item === "chat") return { ...model, chat: received(model.chat, item) };
  if (item.item === "read") return { ...model, chat: readBy(model.chat, item.who, item.message) };
  return told(model, item);
}

function told(model: SessionModel, item: News["item"]): SessionModel {
  const id = (model.news.at(-1)?.id ?? 0) + 1;
  return { ...model, news: [...model.news, { id, item }].slice(-NEWS_MAX) };
}
