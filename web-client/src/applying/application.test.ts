import { describe, expect, it, vi } from "vitest";
import type { Given } from "./application.ts";

vi.stubGlobal("window", { location: { origin: "http://localhost" } });
const { caseOf, FIELDS, missing, stepOf } = await import("./application.ts");

const empty = Object.fromEntries(FIELDS.map((field) => [field, ""])) as Given;
const said = (sentence: string) => sentence;

describe("an application for mediation", () => {
  it("says what is missing in the steps taken so far, and not in those to come", () => {
    expect(Object.keys(missing(empty, 0, said))).toEqual(["institution", "cause", "description"]);
    expect(Object.keys(missing(empty, 3, said))).toContain("people.0.name");
    const filled = { ...empty, institution: "1", cause: "相邻", description: "漏水" };
    expect(missing(filled, 0, said)).toEqual({});
  });

  it("goes back to the step that asks for what the server refused", () => {
    expect(stepOf("people.0.mobile")).toBe(1);
    expect(stepOf("cause")).toBe(0);
  });

  /** proves: MC-01, MC-02 */
  it("is for mediation, names the other side, and asks for a mediator only if one was chosen", () => {
    const given = { ...empty, institution: "1", cause: " 相邻 ", description: "漏水", "people.0.name": "李" };
    expect(caseOf(given)).toEqual({
      institution: "1",
      kind: "mediation",
      cause: "相邻",
      description: "漏水",
      people: [{ role: "party", side: "respondent", name: "李", entity: "natural_person" }],
    });
    expect(caseOf({ ...given, mediator: "m" }).wished_mediator).toBe("m");
  });
});
