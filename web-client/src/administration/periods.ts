/** Periods that figures are asked for. */
import { dateOf } from "../ui/dates.ts";
import type { Span } from "./institution.ts";

export const PERIODS = ["month", "quarter", "year", "all"] as const;
export type Period = (typeof PERIODS)[number];

export function isPeriod(text: string | null): text is Period {
  return PERIODS.some((period) => period === text);
}

/** From the first day of this month, quarter or year; times in microseconds since 1970. */
export function spanOf(period: Period, now: number): Span {
  if (period === "all") return {};
  const date = dateOf(now);
  const month = { month: date.getMonth(), quarter: Math.floor(date.getMonth() / 3) * 3, year: 0 }[period];
  return { from: new Date(date.getFullYear(), month, 1).getTime() * 1000 };
}
