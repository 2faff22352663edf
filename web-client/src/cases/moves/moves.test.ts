import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("window", { location: { origin: "http://localhost" } });
const { awaitedMove, movesOf, OUTCOMES } = await import("./moves.ts");

describe("the moves of a case", () => {
  /** proves: MC-12 */
  it("an institution accepts an application or does not", () => {
    expect(movesOf({ state: "applied", may: ["see", "assign"] })).toEqual(["accept", "decline"]);
  });

  /** proves: MC-14 */
  /** proves: MC-14 */
  it("a mediator gives a case back, and the institution chooses another", () => {
    expect(movesOf({ state: "in_mediation", may: ["mediate"] })).toEqual(["end", "return"]);
    expect(movesOf({ state: "accepted", may: ["assign"] })).toEqual(["assign"]);
  });

  it("a party only files, and only when the mediation is over", () => {
    expect(movesOf({ state: "in_mediation", may: ["apply"] })).toEqual([]);
    expect(movesOf({ state: "ended", may: ["apply"] })).toEqual(["convert_to_filing"]);
  });

  it("the one that is awaited is offered to whoever may make it", () => {
    expect(awaitedMove({ state: "assigned", may: ["mediate"] })).toBe("confirm");
    expect(awaitedMove({ state: "assigned", may: ["assign"] })).toBeUndefined();
    expect(awaitedMove({ state: "in_mediation", may: ["mediate"] })).toBeUndefined();
  });
});

/** proves: INV-A13 */
it("a mediation ends for one of eight reasons", () => {
  expect(new Set(OUTCOMES).size).toBe(8);
});
