import { expect, test } from "vitest";
import { isPeriod, spanOf } from "./periods.ts";

const at = (year: number, month: number, day: number) => new Date(year, month - 1, day).getTime() * 1000;

test("a period begins with its first day", () => {
  const now = at(2026, 11, 23);
  expect(spanOf("month", now)).toEqual({ from: at(2026, 11, 1) });
  expect(spanOf("quarter", now)).toEqual({ from: at(2026, 10, 1) });
  expect(spanOf("year", now)).toEqual({ from: at(2026, 1, 1) });
  expect(spanOf("all", now)).toEqual({});
});

test("the address cannot ask for a period there is not", () => {
  expect(isPeriod("quarter")).toBe(true);
  expect(isPeriod("century")).toBe(false);
  expect(isPeriod(null)).toBe(false);
});
