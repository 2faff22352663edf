/** The session's texts in the reader's language. */
import { useTranslation } from "react-i18next";

import type room from "../i18n/zh-CN/room.ts";
import type session from "../i18n/zh-CN/session.ts";
import type { PersonView, RoomView, Sentence, SessionKind } from "../protocol/channel.ts";

export type TextKey = keyof typeof session | keyof typeof room;
export type Say = (key: TextKey, values?: Record<string, string | number>) => string;

export function useTexts(): Say {
  const { t } = useTranslation(["session", "room"], { nsMode: "fallback" });
  // Typed by key alone: the names inside a text are checked by the texts' own test.
  return t as Say;
}

/** Picks the reader's language out of a sentence of the server. */
export function useSentence(): (sentence: Sentence) => string {
  const { i18n } = useTranslation();
  return (sentence) => (i18n.language === "en" ? sentence.en : sentence.zh);
}

/** The writing of dates and times. */
export function useLocale(): string {
  return useTranslation().i18n.language;
}

/** A text whose key ends in one of the server's words, which may be newer than this page. */
export function worded(say: Say, part: string, word: string, otherwise: TextKey): string {
  const key = `${part}.${word}`;
  const text = say(key as TextKey);
  return text === key ? say(otherwise) : text;
}

/** "原告 · 代理人", "Plaintiff · Representative": the role, with the side where there is one. */
export function roleOf(
  say: Say,
  { role, side }: Pick<PersonView, "role" | "side">,
  kind: SessionKind,
): string {
  const name = say(`role.${role}`);
  return side === null ? name : say("role.ofSide", { side: say(`side.${kind}.${side}`), role: name });
}

export function roomName(say: Say, room: Pick<RoomView, "kind" | "name">, kind: SessionKind): string {
  if (room.name !== "") return room.name;
  return room.kind === "joint" ? say(`room.joint.${kind}`) : say(`room.${room.kind}`);
}
