/** Who sits where in a court room. */
import type { PersonView } from "../protocol/channel.ts";
import { isBench, isTestifying } from "../session/roles.ts";

export interface Seats {
  bench: PersonView[];
  clerk: PersonView[];
  applicant: PersonView[];
  respondent: PersonView[];
  /** Third parties, witnesses and experts, and whoever has no side. */
  centre: PersonView[];
}

/** The order on the bench: who presides sits in the middle. */
const PRESIDES = new Set(["judge", "presiding_judge"]);

export function seatsOf(people: readonly PersonView[]): Seats {
  const seats: Seats = { bench: [], clerk: [], applicant: [], respondent: [], centre: [] };
  for (const person of people) seats[seatOf(person)].push(person);
  return { ...seats, bench: presidingInTheMiddle(seats.bench) };
}

function seatOf(person: PersonView): keyof Seats {
  if (isBench(person)) return "bench";
  if (person.role === "clerk") return "clerk";
  if (isTestifying(person)) return "centre";
  return person.side === "applicant" || person.side === "respondent" ? person.side : "centre";
}

function presidingInTheMiddle(bench: readonly PersonView[]): PersonView[] {
  const others = bench.filter(({ role }) => !PRESIDES.has(role));
  const half = Math.floor(others.length / 2);
  const presiding = bench.filter(({ role }) => PRESIDES.has(role));
  return [...others.slice(0, half), ...presiding, ...others.slice(half)];
}
