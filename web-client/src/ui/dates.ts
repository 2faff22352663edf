/** Dates and times as people read them. The API writes milliseconds since 1970. */
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

export function written(milliseconds: number, form: Form): string {
  return new Intl.DateTimeFormat(currentLanguage(), FORMS[form]).format(milliseconds);
}

/** The hour alone if it is today, else the day too. */
export function writtenFrom(now: number, milliseconds: number): string {
  const sameDay = new Date(now).toDateString() === new Date(milliseconds).toDateString();
  return written(milliseconds, sameDay ? "time" : "dateTime");
}
