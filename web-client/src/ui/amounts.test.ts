import { expect, it } from "vitest";
import { clock, size } from "./amounts.ts";

it.each([
  [0, "0:00"],
  [65.9, "1:05"],
  [3845, "1:04:05"],
  [-1, "0:00"],
])("%d seconds are shown as on a clock", (seconds, shown) => expect(clock(seconds)).toBe(shown));

it.each([
  [0, /^0\D/],
  [999, /^999\D/],
  [1_350_000, /^1[.]35.*M/],
  [48_200_000_000, /^48[.]2.*G/],
])("%d bytes are a size people know", (bytes, shown) => expect(size(bytes)).toMatch(shown));
