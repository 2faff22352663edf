import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("window", { location: { origin: "http://localhost" } });
const { filterOf, inOrder, progress } = await import("./cases.ts");

describe("the progress of a case", () => {
  it("is one of the usual steps", () => {
    const { steps, at } = progress("mediation", "in_mediation");
    expect(steps[at]).toBe("in_mediation");
    expect(steps.at(-1)).toBe("ended");
  });

  it("ends where the case was turned away", () => {
    expect(progress("mediation", "declined")).toEqual({ steps: ["applied", "declined"], at: 1 });
    expect(progress("mediation", "converted_to_filing").steps.at(-1)).toBe("converted_to_filing");
  });
});

describe("a filter in the address", () => {
  it("is read back", () => {
    expect(filterOf(new URLSearchParams("q=王&kind=mediation&state=ended"))).toEqual({
      q: "王",
      kind: "mediation",
      state: "ended",
    });
  });

  it("is left out where it means nothing", () => {
    expect(filterOf(new URLSearchParams("kind=war&state=1"))).toEqual({ q: "" });
  });
});

it("people stand in the order of a court: those in charge, then side by side", () => {
  const people = [
    { id: "agent", role: "agent", side: "respondent" },
    { id: "witness", role: "witness" },
    { id: "respondent", role: "party", side: "respondent" },
    { id: "applicant", role: "party", side: "applicant" },
    { id: "mediator", role: "mediator" },
  ] as unknown as Parameters<typeof inOrder>[0];
  const ids = inOrder(people).map(({ id }) => id);
  expect(ids).toEqual(["mediator", "applicant", "respondent", "agent", "witness"]);
});
