import { describe, expect, it } from "vitest";

import texts from "../i18n/zh-CN/room.ts";
import { companyOf } from "../session/roles.ts";
import { viewOf } from "../storyboard/scenes.ts";
import { conditionsOf, waysFrom } from "./phases.ts";
import { seatsOf } from "./seats.ts";

describe("a court room", () => {
  it("seats who presides in the middle of the bench and each side at its own table", () => {
    const seats = seatsOf(companyOf(viewOf("hearing-floor-given-judge")));
    expect(seats.bench.map(({ role }) => role)).toEqual(["lay_assessor", "presiding_judge", "panel_member"]);
    expect(new Set(seats.applicant.map(({ side }) => side))).toEqual(new Set(["applicant"]));
    expect(seats.respondent.map(({ role }) => role)).toContain("interpreter");
  });

  it("seats a witness in the centre", () => {
    const seats = seatsOf(companyOf(viewOf("hearing-witness-testifies")));
    expect(seats.centre.map(({ role }) => role)).toEqual(["witness"]);
  });

  it("shows no observer", () => {
    const roles = companyOf(viewOf("hearing-observer")).map(({ role }) => role);
    expect(roles).not.toContain("observer");
    expect(roles).toContain("presiding_judge");
  });
});

describe("the ways of a session", () => {
  it("asks for a reason where the server does, and for the outcome when a mediation closes", () => {
    const reasons = waysFrom("in_session", "hearing").filter(({ reason }) => reason);
    expect(reasons.map(({ to }) => to)).toEqual(["suspended", "converted_offline"]);
    expect(waysFrom("in_session", "mediation").find(({ to }) => to === "closed")?.outcome).toBe(true);
    expect(waysFrom("in_session", "hearing").find(({ to }) => to === "closed")?.outcome).toBe(false);
  });

  it("has no way out of the end, and no minutes to read in a mediation", () => {
    expect(waysFrom("closed", "hearing")).toEqual([]);
    expect(waysFrom("in_session", "mediation").map(({ to }) => to)).not.toContain("minutes_review");
  });

  it("has words for every way, in both kinds of session", () => {
    const kinds = ["mediation", "hearing"] as const;
    const from = ["entry_open", "in_session", "recess", "suspended", "minutes_review"] as const;
    const labels = kinds
      .flatMap((kind) => from.flatMap((phase) => waysFrom(phase, kind)))
      .map((way) => way.label);
    expect(labels.filter((label) => !(label in texts))).toEqual([]);
  });

  it("names who is missing before it opens", () => {
    const view = viewOf("hearing-before-open-judge");
    expect(conditionsOf(view).find(({ name }) => name === "parties")).toMatchObject({ met: true });
    const without = view.people.map((person) =>
      person.role === "party" ? { ...person, presence: "absent" as const } : person,
    );
    const parties = conditionsOf({ ...view, people: without }).find(({ name }) => name === "parties");
    expect(parties?.met).toBe(false);
    expect(parties?.names).toContain("王秀兰");
  });
});
