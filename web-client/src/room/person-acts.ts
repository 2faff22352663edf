/** What staff may do with somebody, as it stands. The server decides; this only spares vain buttons. */
import type { Action, ClientView, Command, DeskView, PersonView } from "../protocol/channel.ts";
import { ROOM, can, isCaucus, isTestifying, isWaiting } from "../session/roles.ts";
import type { TextKey } from "../session/texts.tsx";

export interface Act {
  label: TextKey;
  /** What is asked at once; or after words were typed. */
  command: Command | ((words: string) => Command);
  /** Stands out: the usual next thing. */
  first?: boolean;
  danger?: boolean;
}

export function actsOn(view: ClientView, person: PersonView, desk: DeskView): Act[] {
  return [
    ...atTheDoor(view, person, desk),
    ...inTheRoom(view, person, desk),
    ...forAbsence(view, person),
  ].flatMap(([action, applies, act]) => (applies && can(view.me, action) ? [act] : []));
}

type Candidate = readonly [Action, boolean, Act];

function atTheDoor(
  view: ClientView,
  { id: who, presence, room, role }: PersonView,
  desk: DeskView,
): Candidate[] {
  const here = presence === "here" || presence === "waiting" || presence === "reconnecting";
  const waits = presence === "waiting";
  const testifies = isTestifying({ role });
  const needsId = view.session.identity_required && desk.missing !== null && !desk.identity_confirmed;
  const untested = desk.missing === "device_not_tested";
  return [
    [
      "confirm_identity",
      here && needsId,
      { label: "act.identity", command: { type: "confirm_identity", who, method: "visual" }, first: true },
    ],
    [
      "confirm_identity",
      here && needsId,
      { label: "act.identityCounter", command: { type: "confirm_identity", who, method: "counter" } },
    ],
    [
      "waive_device_test",
      here && untested,
      { label: "act.waive", command: (reason) => ({ type: "waive_device_test", who, reason }) },
    ],
    [
      "admit",
      waits && !testifies,
      { label: "act.admit", command: { type: "admit", who }, first: desk.missing === null },
    ],
    [
      "call_witness",
      waits && testifies,
      { label: "act.call", command: { type: "call_witness", who }, first: true },
    ],
    [
      "release_witness",
      testifies && room === ROOM.joint,
      { label: "act.release", command: { type: "release_witness", who } },
    ],
    [
      "release_witness",
      testifies && room === ROOM.joint,
      { label: "act.releaseStay", command: { type: "release_witness", who, stays_available: true } },
    ],
    [
      "hold",
      here && !testifies && room !== null && !isWaiting(room),
      { label: "act.hold", command: { type: "hold", who } },
    ],
    ["allow_return", presence === "removed", { label: "act.return", command: { type: "allow_return", who } }],
  ];
}

function inTheRoom(
  { me }: ClientView,
  { id: who, presence, room, role }: PersonView,
  desk: DeskView,
): Candidate[] {
  const here = presence === "here" && room !== null && !isWaiting(room);
  const silent = role === "observer" || role === "technician";
  return [
    [
      "mute",
      here && !silent && !desk.muted,
      { label: "act.mute", command: { type: "mute", who, muted: true } },
    ],
    ["mute", desk.muted, { label: "act.unmute", command: { type: "mute", who, muted: false } }],
    [
      "allow_share",
      here && !silent && !desk.may_share,
      { label: "act.share", command: { type: "allow_share", who, allowed: true } },
    ],
    [
      "allow_share",
      desk.may_share,
      { label: "act.unshare", command: { type: "allow_share", who, allowed: false } },
    ],
    [
      "invite",
      me.room !== room && isCaucus(me.room) && presence === "here",
      { label: "act.invite", command: { type: "invite", who } },
    ],
  ];
}

function forAbsence(view: ClientView, { id: who, presence, role }: PersonView): Candidate[] {
  const gone = presence === "absent" || presence === "left" || presence === "reconnecting";
  const court = view.session.kind === "hearing";
  const counts = court && gone && (role === "party" || role === "agent");
  return [
    [
      "warn_of_absence",
      court && presence !== "removed",
      { label: "act.warn", command: (text) => ({ type: "warn_of_absence", who, text }) },
    ],
    [
      "mark_absence",
      counts,
      { label: "act.noShow", command: (reason) => ({ type: "mark_absence", who, kind: "no_show", reason }) },
    ],
    [
      "mark_absence",
      counts,
      {
        label: "act.walkedOut",
        command: (reason) => ({ type: "mark_absence", who, kind: "walked_out", reason }),
      },
    ],
    [
      "remove",
      presence !== "removed",
      { label: "act.remove", command: (reason) => ({ type: "remove", who, reason }), danger: true },
    ],
  ];
}
