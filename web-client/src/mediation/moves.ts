/** Moves on the caucus board: what a card dropped on a room asks the server for. */
import type { ClientView, Command, PersonView, RoomView, Side } from "../protocol/channel.ts";
import { ROOM, isCaucus, isTestifying } from "../session/roles.ts";

/** Asks for one person to be in another room. `null` if that is no move. */
export function moveTo(person: PersonView, room: RoomView, me: string): Command | null {
  if (person.room === room.id || room.kind === "witness") return null;
  if (person.id === me) return room.kind === "waiting" ? null : { type: "enter", room: room.id };
  if (room.kind === "waiting") return { type: "hold", who: person.id };
  if (person.presence === "waiting" && room.id === ROOM.joint && !isTestifying(person)) {
    return { type: "admit", who: person.id };
  }
  return { type: "gather", room: room.id, who: [person.id] };
}

/** Everybody of one side who is here and not yet in the room; those they brought follow by themselves. */
export function ofSide({ people }: ClientView, side: Side, room: number): string[] {
  return people
    .filter((person) => person.side === side && person.linked_to === null)
    .filter((person) => person.presence === "here" && person.room !== null && person.room !== room)
    .map(({ id }) => id);
}

/**
 * Asks for everybody in a caucus to come to the joint room. `null` if all caucuses are empty. Whoever
 * asks comes too if they are in one: opposing sides are nowhere together without a mediator.
 */
export function everybodyBack({ people }: ClientView): Command | null {
  const who = people.filter(({ room }) => room !== null && isCaucus(room)).map(({ id }) => id);
  return who.length === 0 ? null : { type: "gather", room: ROOM.joint, who };
}

/** Who stands in which room; those who are not here are in none. */
export function membersOf({ people }: ClientView, { id }: RoomView): PersonView[] {
  return people.filter(
    ({ room, presence }) => room === id && !["absent", "left", "removed"].includes(presence),
  );
}
