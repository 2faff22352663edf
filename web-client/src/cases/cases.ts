/** Cases of whoever is signed in. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../api/client.ts";

export type CaseCard = Schemas["CaseCard"];
export type CaseDetail = Schemas["CaseDetail"];
export type Person = Schemas["PersonCard"];
export type CaseKind = CaseCard["kind"];
export type CaseState = CaseCard["state"];
export type CaseAction = Schemas["CaseAction"];
export type Side = Schemas["Side"];

/** What the list is narrowed by. It lives in the address, so that a reload or a link keeps it. */
export interface CaseFilter {
  q: string;
  kind?: CaseKind;
  state?: CaseState;
}

export const KINDS: readonly CaseKind[] = ["mediation", "litigation"];

/** The steps of each kind of case, in the order they are usually taken. */
export const STEPS: Record<CaseKind, readonly CaseState[]> = {
  mediation: ["applied", "accepted", "assigned", "in_mediation", "ended"],
  litigation: ["preparing", "hearing_set", "heard", "decided"],
};

/** Ends that are none of the usual steps, and after which step they come. */
const SIDE_EXITS: Partial<Record<CaseState, number>> = { declined: 1, converted_to_filing: 4 };

export const STATES: readonly CaseState[] = [
  ...STEPS.mediation,
  "declined",
  "converted_to_filing",
  ...STEPS.litigation,
];

/** The steps of a case and which of them it is at. */
export function progress(kind: CaseKind, state: CaseState): { steps: readonly CaseState[]; at: number } {
  const steps = STEPS[kind];
  const exit = SIDE_EXITS[state];
  if (exit === undefined) return { steps, at: steps.indexOf(state) };
  return { steps: [...steps.slice(0, exit), state], at: exit };
}

export function filterOf(query: URLSearchParams): CaseFilter {
  const filter: CaseFilter = { q: query.get("q") ?? "" };
  const kind = KINDS.find((one) => one === query.get("kind"));
  const state = STATES.find((one) => one === query.get("state"));
  return { ...filter, ...(kind && { kind }), ...(state && { state }) };
}

export function casesQuery(filter: CaseFilter) {
  return infiniteQueryOptions({
    queryKey: ["cases", filter],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/cases", {
          params: { query: { ...filter, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
  });
}

export function caseQuery(id: string) {
  return queryOptions({
    queryKey: ["case", id],
    queryFn: async () => {
      const detail = await answer(api.GET("/api/v1/cases/{id}", { params: { path: { id } } }));
      return { ...detail, people: inOrder(detail.people) };
    },
  });
}

const IN_CHARGE: readonly Person["role"][] = [
  "presiding_judge",
  "judge",
  "panel_member",
  "lay_assessor",
  "clerk",
  "mediator",
  "co_mediator",
];
export const SIDES: readonly Side[] = ["applicant", "respondent", "third_party"];

/** Those in charge come first, then side by side, each party before who speaks for it. */
export function inOrder(people: readonly Person[]): Person[] {
  return people.toSorted((one, other) => place(one) - place(other));
}

function place({ role, side }: Pick<Person, "role" | "side">): number {
  const rank = IN_CHARGE.indexOf(role);
  if (rank >= 0) return rank;
  return side ? 10 + 2 * SIDES.indexOf(side) + (role === "party" ? 0 : 1) : 100;
}
