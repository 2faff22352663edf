import { expect, it } from "vitest";

import { level } from "./level.ts";

it("a level is nothing in silence, full in loud speech and rises in between", () => {
  const constant = (value: number) => level(new Float32Array(64).fill(value));
  expect(constant(0)).toBe(0);
  expect(constant(0.0005)).toBe(0);
  expect(constant(1)).toBe(1);
  expect(constant(0.02)).toBeGreaterThan(constant(0.005));
  expect(level(new Float32Array(0))).toBe(0);
});
