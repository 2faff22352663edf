/** An application for mediation: what is asked in which step, and what is sent. */
import type { Schemas } from "../api/client.ts";
import { ENTITIES } from "../cases/people/changes.ts";
import type { Remarks } from "../ui/form.ts";

export type Institution = Schemas["InstitutionCard"];

/** Named as the server names them in its remarks. */
export const FIELDS = [
  "institution",
  "cause",
  "description",
  "people.0.name",
  "people.0.entity",
  "people.0.mobile",
  "people.0.email",
  "mediator",
] as const;
export type ApplicationField = (typeof FIELDS)[number];
export type Given = Record<ApplicationField, string>;

export const STEPS = ["dispute", "other", "mediator", "check"] as const;
export type Step = (typeof STEPS)[number];

const ASKED: Record<Step, readonly ApplicationField[]> = {
  dispute: ["institution", "cause", "description"],
  other: ["people.0.name", "people.0.entity", "people.0.mobile", "people.0.email"],
  mediator: ["mediator"],
  check: [],
};

/** The sentence for what must not be left out. */
const NEEDED = {
  institution: "institutionNeeded",
  cause: "causeNeeded",
  description: "descriptionNeeded",
  "people.0.name": "nameNeeded",
} as const;

type Sentence = (typeof NEEDED)[keyof typeof NEEDED];

/** Which step asks for a field. */
export function stepOf(field: string): number {
  return Math.max(
    0,
    STEPS.findIndex((step) => ASKED[step].some((one) => one === field)),
  );
}

/** What is left out in the steps up to `last`. */
export function missing(
  given: Given,
  last: number,
  t: (sentence: Sentence) => string,
): Remarks<ApplicationField> {
  const asked = STEPS.slice(0, last + 1).flatMap((step) => ASKED[step]);
  const left = Object.entries(NEEDED).filter(
    ([field]) => asked.some((one) => one === field) && given[field as keyof typeof NEEDED].trim() === "",
  );
  return Object.fromEntries(left.map(([field, sentence]) => [field, t(sentence)]));
}

/** What the server is asked for. */
export function caseOf(given: Given): Schemas["NewCase"] {
  const line = (field: ApplicationField) => given[field].trim();
  return {
    institution: given.institution,
    kind: "mediation",
    cause: line("cause"),
    description: line("description"),
    ...(given.mediator && { wished_mediator: given.mediator }),
    people: [
      {
        role: "party",
        side: "respondent",
        name: line("people.0.name"),
        entity: ENTITIES.find((one) => one === given["people.0.entity"]) ?? "natural_person",
        ...(line("people.0.mobile") && { mobile: line("people.0.mobile") }),
        ...(line("people.0.email") && { email: line("people.0.email") }),
      },
    ],
  };
}
