/** The sessions of whoever is signed in. */
import { queryOptions } from "@tanstack/react-query";
import { isSameDay } from "../ui/dates.ts";
import { answer, api, type Schemas } from "../api/client.ts";

export type Session = Schemas["SessionCard"];
export type Phase = Session["phase"];

/** How long before its time a session can be entered (HE-04), in microseconds. */
const ENTRY_OPENS = 3 * 60 * 60 * 1_000_000;

/** Under way or still to come, earliest first. */
export const sessionsQuery = queryOptions({
  queryKey: ["sessions", "next"],
  queryFn: async () =>
    (await answer(api.GET("/api/v1/sessions", { params: { query: { when: "next" } } }))).items,
  // Somebody waits on this page for their session to open.
  refetchInterval: 30_000,
});

const OVER: readonly Phase[] = ["closed", "archived", "cancelled", "postponed", "converted_offline"];
const UNDER_WAY: readonly Phase[] = ["in_session", "recess", "suspended", "minutes_review"];

export function isOver(session: Session): boolean {
  return OVER.includes(session.phase);
}

export function isUnderWay(session: Session): boolean {
  return UNDER_WAY.includes(session.phase);
}

/** From when on it can be entered, in microseconds since 1970. */
export function entryOpens(session: Session): number {
  return session.scheduled_at - ENTRY_OPENS;
}

/** Whether a press on "enter" leads in. The server decides; this only spares people a refusal. */
export function mayEnter(session: Session, now: number): boolean {
  return !isOver(session) && (session.phase !== "scheduled" || entryOpens(session) <= now);
}

/** On the reader's calendar day, or still under way from the day before. */
export function isToday(session: Session, now: number): boolean {
  return isUnderWay(session) || isSameDay(session.scheduled_at, now);
}
