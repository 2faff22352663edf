import { expect, it, vi } from "vitest";
import type { Person } from "../cases.ts";

vi.stubGlobal("window", { location: { origin: "http://localhost" } });
const { audiencesOf } = await import("./messages.ts");

const people = [
  { id: "m", role: "mediator" },
  { id: "a", role: "party", side: "applicant" },
  { id: "r", role: "party", side: "respondent" },
  { id: "l", role: "agent", side: "respondent" },
] as Person[];

it("a party writes to everybody or to those in charge, never to the other side alone", () => {
  expect(audiencesOf({ people, me: "a" })).toEqual(["all", "own"]);
});

it("whoever leads names the side", () => {
  expect(audiencesOf({ people, me: "m" })).toEqual(["all", "applicant", "respondent"]);
});
