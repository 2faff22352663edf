/** Where a session can go from here, and what is asked before it goes there. */
import type { ClientView, Phase, SessionKind } from "../protocol/channel.ts";
import { isStaff, takesPart } from "../session/roles.ts";
import type { TextKey } from "../session/texts.tsx";

export interface Way {
  to: Phase;
  /** What the button says: an opening is not a going on. */
  label: TextKey;
  /** Words that go into the record are asked for. */
  reason: boolean;
  /** How a mediation ended is asked for. */
  outcome: boolean;
  /** The usual next thing. */
  first: boolean;
}

const NEXT: Readonly<Partial<Record<Phase, readonly Phase[]>>> = {
  entry_open: ["in_session", "postponed", "cancelled", "converted_offline"],
  in_session: ["recess", "minutes_review", "closed", "suspended", "converted_offline"],
  recess: ["in_session", "closed", "postponed", "converted_offline"],
  suspended: ["in_session", "closed", "postponed", "converted_offline"],
  minutes_review: ["in_session", "closed"],
};

const WITH_REASON: ReadonlySet<Phase> = new Set(["suspended", "postponed", "cancelled", "converted_offline"]);

export function waysFrom(phase: Phase, kind: SessionKind): Way[] {
  const next = NEXT[phase] ?? [];
  // A mediation has no minutes to be read out; what was agreed is signed.
  const known = kind === "mediation" ? next.filter((to) => to !== "minutes_review") : next;
  return known.map((to, index) => ({
    to,
    label: `way.${kind}.${phase === "entry_open" ? "open" : "go"}.${to}` as TextKey,
    reason: WITH_REASON.has(to),
    outcome: kind === "mediation" && to === "closed",
    first: index === 0,
  }));
}

/** One thing to be seen to before a session opens. */
export interface Condition {
  name: "parties" | "identity" | "recording";
  met: boolean;
  /** Whom it is about. */
  names: string[];
}

/** What whoever opens should know; none of it stops them, the server's own rules do. */
export function conditionsOf({ session, people, recording }: ClientView): Condition[] {
  const expected = people.filter((person) => person.role === "party");
  const missing = expected.filter(({ presence }) => presence !== "here");
  const unknown = people.filter(
    (person) =>
      takesPart(person) &&
      !isStaff(person) &&
      person.presence === "here" &&
      person.desk?.identity_confirmed === false,
  );
  const namesOf = (list: typeof people) => list.map(({ name }) => name);
  return [
    { name: "parties", met: missing.length === 0, names: namesOf(missing) },
    ...(session.identity_required
      ? [{ name: "identity" as const, met: unknown.length === 0, names: namesOf(unknown) }]
      : []),
    ...(session.kind === "hearing"
      ? [
          {
            name: "recording" as const,
            met: recording.alarms.length === 0 && recording.state !== "failed",
            names: [],
          },
        ]
      : []),
  ];
}
