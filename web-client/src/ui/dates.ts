/** Dates and times as people read them. Like the API, pages count in microseconds since 1970. */
import { currentLanguage } from "../i18n/i18n.ts";

type Form = "time" | "day" | "date" | "dateTime";

const FORMS: Record<Form, Intl.DateTimeFormatOptions> = {
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { month: "long", day: "numeric", weekday: "long" },
  date: { year: "numeric", month: "long", day: "numeric" },
  dateTime: {
    year: "numeric",
    month: "long",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  },
};

export function written(at: number, form: Form): string {
  return new Intl.DateTimeFormat(currentLanguage(), FORMS[form]).format(dateOf(at));
}

/** The hour alone if it is today, else the day too. */
export function writtenFrom(now: number, at: number): string {
  return written(at, isSameDay(now, at) ? "time" : "dateTime");
}

export function isSameDay(one: number, other: number): boolean {
  return dateOf(one).toDateString() === dateOf(other).toDateString();
}

export function dateOf(at: number): Date {
  return new Date(at / 1000);
}
