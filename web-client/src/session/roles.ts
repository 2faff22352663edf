/** Groups of roles, as the server's policy has them. They decide what is shown, never what is allowed. */
import type { Action, ClientView, MeView, PersonView, Role } from "../protocol/channel.ts";

const BENCH: ReadonlySet<Role> = new Set(["judge", "presiding_judge", "panel_member", "lay_assessor"]);
const MEDIATORS: ReadonlySet<Role> = new Set(["mediator", "co_mediator"]);
const TESTIFYING: ReadonlySet<Role> = new Set(["witness", "expert"]);
const SILENT: ReadonlySet<Role> = new Set(["observer", "technician"]);

interface InRole {
  role: Role;
}

export function isBench({ role }: InRole): boolean {
  return BENCH.has(role);
}

export function isMediator({ role }: InRole): boolean {
  return MEDIATORS.has(role);
}

export function isTestifying({ role }: InRole): boolean {
  return TESTIFYING.has(role);
}

/** Whoever works for the court or the mediation body. */
export function isStaff(person: InRole): boolean {
  return isBench(person) || isMediator(person) || person.role === "clerk";
}

/** Everybody but observers and technicians. */
export function takesPart({ role }: InRole): boolean {
  return !SILENT.has(role);
}

/** What the rules let the viewer ask for now. */
export function can(me: MeView, action: Action): boolean {
  return me.may.includes(action);
}

/** The rooms every session has. */
export const ROOM = { waiting: 0, joint: 1, deliberation: 2, witness: 3 } as const;
const FIRST_CAUCUS = 10;

export function isCaucus(room: number): boolean {
  return room >= FIRST_CAUCUS;
}

/** Rooms where one waits and meets nobody. */
export function isWaiting(room: number): boolean {
  return room === ROOM.waiting || room === ROOM.witness;
}

const OVER = new Set(["closed", "archived", "cancelled", "postponed", "converted_offline"]);

export function isOver({ session }: ClientView): boolean {
  return OVER.has(session.phase);
}

export function personOf(view: ClientView, id: string): PersonView | undefined {
  return view.people.find((person) => person.id === id);
}

/** Who shares the viewer's room, the viewer first; without those who are never seen. */
export function companyOf(view: ClientView): PersonView[] {
  const present = view.people.filter(
    ({ room, presence, role }) =>
      room === view.me.room && (presence === "here" || presence === "reconnecting") && !SILENT.has(role),
  );
  return present.sort((a, b) => Number(b.id === view.me.id) - Number(a.id === view.me.id));
}
