import { expect, it, vi } from "vitest";

vi.stubGlobal("window", { location: { origin: "http://localhost" } });
const { canBeLed, instantOf } = await import("./scheduling.ts");

it("a day and a time make an instant where the reader is", () => {
  expect(instantOf("2026-12-01", "09:30")).toBe(new Date(2026, 11, 1, 9, 30).getTime() * 1000);
  expect(instantOf("", "09:30")).toBeNull();
  expect(instantOf("2026-12-01", "")).toBeNull();
});

it("nobody meets without somebody who leads", () => {
  expect(canBeLed([{ role: "party" }, { role: "mediator" }])).toBe(true);
  expect(canBeLed([{ role: "party" }, { role: "clerk" }])).toBe(false);
});
