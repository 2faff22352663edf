/** The chat as one reader has it: messages by thread, what is on its way, what was read. */
import type { Audience, ChatMessage, ParticipantId, RoomId, Sentence, Thread } from "../protocol/channel.ts";

export interface Correspondence {
  /** Every message this person may read, oldest first. */
  messages: readonly ChatMessage[];
  /** What this person wrote and the server has not yet shown back. */
  outgoing: readonly Outgoing[];
  /** Up to which message others have read, by thread and person. */
  readByOthers: Readonly<Record<ThreadKey, Readonly<Record<ParticipantId, string>>>>;
  /** Up to which message this person has read, by thread. */
  readByMe: Readonly<Record<ThreadKey, string>>;
}

/** One's own message that is on its way or did not arrive. */
export interface Outgoing {
  key: number;
  thread: Thread;
  text: string;
  /** Absent while it is on its way. */
  failure?: { code: string; sentence: Sentence | null };
}

/** Names a thread: `room:1`, or `with:` and a person's id. */
export type ThreadKey = string;

export const SILENCE: Correspondence = { messages: [], outgoing: [], readByOthers: {}, readByMe: {} };

export function keyOf(thread: Thread): ThreadKey {
  return "room" in thread ? `room:${thread.room}` : `with:${thread.with}`;
}

/** Whom to address so that a message lands in the thread. */
export function audienceOf(thread: Thread): Audience {
  return "room" in thread ? "room" : { participant: thread.with };
}

export function received(chat: Correspondence, message: ChatMessage): Correspondence {
  if (chat.messages.some(({ id }) => id === message.id)) return chat;
  const key = keyOf(message.thread);
  const own = chat.outgoing.findIndex((sent) => keyOf(sent.thread) === key && sent.text === message.text);
  return {
    ...chat,
    messages: [...chat.messages, message],
    outgoing: own < 0 ? chat.outgoing : chat.outgoing.filter((_, index) => index !== own),
  };
}

/** Somebody has read up to a message; reading never goes backwards. */
export function readBy(chat: Correspondence, who: ParticipantId, message: string): Correspondence {
  const thread = threadOf(chat, message);
  if (thread === undefined) return chat;
  const before = chat.readByOthers[thread] ?? {};
  if (place(chat, before[who]) >= place(chat, message)) return chat;
  return { ...chat, readByOthers: { ...chat.readByOthers, [thread]: { ...before, [who]: message } } };
}

export function readByMe(chat: Correspondence, message: string): Correspondence {
  const thread = threadOf(chat, message);
  if (thread === undefined || place(chat, chat.readByMe[thread]) >= place(chat, message)) return chat;
  return { ...chat, readByMe: { ...chat.readByMe, [thread]: message } };
}

export function sending(chat: Correspondence, message: Outgoing): Correspondence {
  return { ...chat, outgoing: [...chat.outgoing, message] };
}

export function failed(chat: Correspondence, key: number, failure: Outgoing["failure"]): Correspondence {
  const outgoing = chat.outgoing.map((sent) =>
    sent.key === key && failure !== undefined ? { ...sent, failure } : sent,
  );
  return { ...chat, outgoing };
}

/** Gives up a message that did not arrive. */
export function discarded(chat: Correspondence, key: number): Correspondence {
  return { ...chat, outgoing: chat.outgoing.filter((sent) => sent.key !== key) };
}

export function messagesIn(chat: Correspondence, thread: ThreadKey): readonly ChatMessage[] {
  return chat.messages.filter((message) => keyOf(message.thread) === thread);
}

/** How many messages of others in the thread this person has not read. */
export function unread(chat: Correspondence, thread: ThreadKey, me: ParticipantId): number {
  const seen = place(chat, chat.readByMe[thread]);
  return chat.messages.filter(
    (message, index) => index > seen && message.from !== me && keyOf(message.thread) === thread,
  ).length;
}

/** Who else has read a message. */
export function readers(chat: Correspondence, message: ChatMessage): ParticipantId[] {
  const upTo = chat.readByOthers[keyOf(message.thread)] ?? {};
  const index = place(chat, message.id);
  return Object.keys(upTo).filter((who) => place(chat, upTo[who]) >= index);
}

/** Threads there is something to read or write in: the room first, then people. */
export function threads(chat: Correspondence, room: RoomId, mayWriteTo: readonly ParticipantId[]): Thread[] {
  const heard = chat.messages.flatMap(({ thread }) => ("with" in thread ? [thread.with] : []));
  const people = [...new Set([...mayWriteTo, ...heard])];
  return [{ room }, ...people.map((person) => ({ with: person }))];
}

function threadOf(chat: Correspondence, message: string): ThreadKey | undefined {
  const found = chat.messages.find(({ id }) => id === message);
  return found === undefined ? undefined : keyOf(found.thread);
}

function place(chat: Correspondence, message: string | undefined): number {
  return message === undefined ? -1 : chat.messages.findIndex(({ id }) => id === message);
}
