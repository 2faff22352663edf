import { describe, expect, it } from "vitest";

import { viewOf } from "../storyboard/scenes.ts";
import { everybodyBack, membersOf, moveTo, ofSide } from "./moves.ts";

const view = viewOf("mediation-joint-mediator");
const room = (id: number) => view.rooms.find((candidate) => candidate.id === id)!;
const person = (name: string) => view.people.find((candidate) => candidate.name === name)!;

describe("the caucus board", () => {
  it("gathers a person into the room they are dropped on", () => {
    const { id } = person("王秀兰");
    expect(moveTo(person("王秀兰"), room(10), view.me.id)).toEqual({ type: "gather", room: 10, who: [id] });
  });

  it("asks for nothing when a card is dropped where it came from", () => {
    expect(moveTo(person("王秀兰"), room(1), view.me.id)).toBeNull();
  });

  it("admits whoever still waits, and sends back to wait", () => {
    const waiting = { ...person("王秀兰"), presence: "waiting" as const, room: 0 };
    expect(moveTo(waiting, room(1), view.me.id)).toMatchObject({ type: "admit" });
    expect(moveTo(person("王秀兰"), room(0), view.me.id)).toMatchObject({ type: "hold" });
  });

  it("lets the mediator walk into a room in person", () => {
    expect(moveTo(person("李明远"), room(11), view.me.id)).toEqual({ type: "enter", room: 11 });
  });

  it("takes one side only, and leaves companions to follow", () => {
    const side = ofSide(view, "applicant", 10);
    expect(side).toEqual([person("王秀兰").id]);
  });

  it("calls back everybody with the mediator, and nobody when nobody is apart", () => {
    expect(everybodyBack(view)).toBeNull();
    const apart = viewOf("mediation-caucus-inside-mediator");
    const asked = everybodyBack(apart);
    expect(asked).toMatchObject({ type: "gather", room: 1 });
    const inCaucus = membersOf(
      apart,
      apart.rooms.find(({ id }) => id === 10)!,
    ).map(({ id }) => id);
    expect(asked).toEqual({ type: "gather", room: 1, who: inCaucus });
  });
});
