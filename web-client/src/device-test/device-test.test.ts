import { expect, it, vi } from "vitest";

vi.stubGlobal("window", { location: { origin: "http://localhost" } });
const { isEarly, roundTrip } = await import("./device-test.ts");

it("one slow answer does not make a network slow", async () => {
  let clock = 0;
  const delays = [20, 900, 30, 25, 22];
  const ping = () => Promise.resolve((clock += delays.shift() ?? 0));
  expect(await roundTrip(ping, () => clock)).toBe(25);
});

/** proves: HE-02 */
it("a test counts within the three days before", () => {
  const day = 24 * 60 * 60 * 1000;
  expect(isEarly(3 * day * 1000 + 1000, 0)).toBe(true);
  expect(isEarly(3 * day * 1000, 0)).toBe(false);
});
