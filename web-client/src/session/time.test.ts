import { expect, it } from "vitest";

import { duration, secondsUntil } from "./time.ts";

it("a length is written with as many parts as it needs", () => {
  expect(duration(0)).toBe("00:00");
  expect(duration(61_999)).toBe("01:01");
  expect(duration(3_723_000)).toBe("1:02:03");
  expect(duration(-5)).toBe("00:00");
});

it("a countdown ends at zero", () => {
  expect(secondsUntil(10_000_000, 4_200)).toBe(6);
  expect(secondsUntil(10_000_000, 11_000)).toBe(0);
});
