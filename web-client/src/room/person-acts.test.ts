import { describe, expect, it } from "vitest";

import { viewOf } from "../storyboard/scenes.ts";
import { actsOn } from "./person-acts.ts";

function acts(scene: string, name: string): string[] {
  const view = viewOf(scene);
  const person = view.people.find((candidate) => candidate.name === name)!;
  return actsOn(view, person, person.desk!).map(({ label }) => label);
}

describe("what staff may do with somebody", () => {
  it("begins with the identity while that is missing", () => {
    const view = viewOf("mediation-desk");
    const unknown = view.people.find(({ desk }) => desk?.missing === "identity_not_confirmed");
    const first = actsOn(view, unknown!, unknown!.desk!).find((act) => act.first === true);
    expect(first?.label).toBe("act.identity");
  });

  it("offers no admission of a witness: a witness is called", () => {
    const view = viewOf("hearing-floor-given-judge");
    const witness = view.people.find(({ role, presence }) => role === "witness" && presence === "waiting");
    const labels = actsOn(view, witness!, witness!.desk!).map(({ label }) => label);
    expect(labels).toContain("act.call");
    expect(labels).not.toContain("act.admit");
  });

  it("leaves removal and marking an absence to the judge", () => {
    expect(acts("hearing-floor-given-judge", "王秀兰")).toContain("act.remove");
    expect(acts("hearing-floor-given-clerk", "王秀兰")).not.toContain("act.remove");
  });

  it("lifts an order instead of giving it twice", () => {
    const view = viewOf("hearing-floor-given-judge");
    const person = view.people.find(({ role }) => role === "party")!;
    const labels = actsOn(view, person, { ...person.desk!, muted: true }).map(({ label }) => label);
    expect(labels).toContain("act.unmute");
    expect(labels).not.toContain("act.mute");
  });
});
