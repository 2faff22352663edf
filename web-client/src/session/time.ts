/** Times of the session channel, written for people. It counts microseconds since 1970. */
import type { Timestamp } from "../protocol/channel.ts";

export function milliseconds(at: Timestamp): number {
  return at / 1_000;
}

/** Whole seconds until a time; never below zero. */
export function secondsUntil(at: Timestamp, now: number): number {
  return Math.max(0, Math.ceil((milliseconds(at) - now) / 1_000));
}

/** A length as `1:02:03` or `2:03`. */
export function duration(length: number): string {
  const seconds = Math.max(0, Math.floor(length / 1_000));
  const two = (part: number) => String(part).padStart(2, "0");
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return seconds < 3_600 ? rest : `${Math.floor(seconds / 3_600)}:${rest}`;
}

export function clock(at: Timestamp, locale: string, precise = false): string {
  return new Date(milliseconds(at)).toLocaleTimeString(locale, {
    hour: "2-digit",
    minute: "2-digit",
    ...(precise && { second: "2-digit" }),
    hourCycle: "h23",
  });
}

export function dayAndClock(at: Timestamp, locale: string): string {
  return new Date(milliseconds(at)).toLocaleString(locale, {
    month: "long",
    day: "numeric",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}
