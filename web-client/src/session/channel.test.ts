import { describe, expect, it } from "vitest";

import type { ClientFrame, ServerFrame } from "../protocol/channel.ts";
import { Channel } from "./channel.ts";
import type { Input, Output } from "./channel.ts";

const WELCOME: ServerFrame = {
  type: "welcome",
  version: 1,
  epoch: 7,
  now: 1_000_000,
  resumed: false,
  ping_seconds: 5,
  silence_seconds: 15,
};

/** A channel whose outputs are collected. `now` is in milliseconds. */
function channel() {
  const machine = new Channel(() => 1);
  const give = (now: number, input: Input): Output[] => {
    machine.handle(now, input);
    return machine.drain();
  };
  const hear = (now: number, frame: ServerFrame) => give(now, { type: "frame", frame });
  const greet = (now: number, welcome: ServerFrame = WELCOME) => {
    give(now, { type: "ticket", token: "t" });
    const hello = sent(give(now, { type: "opened" }));
    return { hello, after: hear(now, welcome) };
  };
  return { machine, give, hear, greet };
}

function sent(outputs: Output[]): ClientFrame[] {
  return outputs.flatMap((output) => (output.type === "send" ? [output.frame] : []));
}

function item(seq: number): ServerFrame {
  return { type: "item", seq, item: { item: "moved", to: 1, why: "admitted" } };
}

function live() {
  const made = channel();
  made.give(0, { type: "start" });
  made.greet(0);
  return made;
}

describe("the session channel", () => {
  it("fetches a ticket, greets with it and is live after the welcome", () => {
    const { give, greet } = channel();
    expect(give(0, { type: "start" }).map(({ type }) => type)).toContain("fetch_ticket");
    const { hello, after } = greet(0);
    expect(hello).toEqual([{ type: "hello", version: 1, token: "t" }]);
    expect(after).toContainEqual({ type: "state", state: { at: "live" } });
  });

  it("resumes after the last number it has seen, and ignores what it has seen", () => {
    const { give, hear, greet } = live();
    hear(10, item(1));
    hear(11, item(2));
    give(12, { type: "closed" });
    give(400, { type: "timeout" });
    const { hello } = greet(400, { ...WELCOME, resumed: true });
    expect(hello).toEqual([{ type: "hello", version: 1, token: "t", resume: { epoch: 7, seq: 2 } }]);
    expect(hear(410, item(2))).toEqual([]);
    expect(hear(411, item(3)).map(({ type }) => type)).toContain("item");
  });

  it("acknowledges after a second, or after sixteen frames", () => {
    const { give, hear } = live();
    hear(10, item(1));
    expect(sent(give(1_010, { type: "timeout" }))).toContainEqual({ type: "ack", seq: 1 });
    const acks = Array.from({ length: 16 }, (_, index) => sent(hear(2_000, item(index + 2)))).flat();
    expect(acks).toEqual([{ type: "ack", seq: 17 }]);
  });

  it("sends an unanswered command again after a break, under the same name", () => {
    const { give, greet } = live();
    const command = { type: "raise_hand" } as const;
    give(10, { type: "command", id: "c1", command });
    give(20, { type: "closed" });
    give(400, { type: "timeout" });
    const { after } = greet(400, { ...WELCOME, resumed: true });
    expect(sent(after)).toContainEqual({ type: "command", id: "c1", command });
  });

  it("owns up to a command that is too old to be sent again", () => {
    const { give, greet } = live();
    give(10, { type: "command", id: "c1", command: { type: "raise_hand" } });
    give(20, { type: "closed" });
    give(400, { type: "timeout" });
    give(401, { type: "no_ticket", reason: "unreachable" });
    give(30_000, { type: "timeout" });
    const { after } = greet(30_000);
    expect(after).toContainEqual({
      type: "answer",
      id: "c1",
      outcome: { ok: false, code: "unanswered", sentence: null },
    });
    expect(sent(after).some(({ type }) => type === "command")).toBe(false);
  });

  it("refuses commands while there is no connection", () => {
    const { give } = channel();
    const [answer] = give(0, { type: "command", id: "c1", command: { type: "raise_hand" } });
    expect(answer).toMatchObject({ type: "answer", outcome: { ok: false, code: "offline" } });
  });

  it("gives a silent server up and rests longer each time", () => {
    const { give, machine } = live();
    const [, state] = give(15_000, { type: "timeout" });
    expect(state).toMatchObject({ type: "state", state: { at: "resting", until: 15_300 } });
    give(15_300, { type: "timeout" });
    give(15_301, { type: "no_ticket", reason: "unreachable" });
    expect(machine.deadline()).toBe(15_801);
  });

  it("goes at once when the network may be back", () => {
    const { give } = live();
    give(10, { type: "closed" });
    expect(give(11, { type: "wake" }).map(({ type }) => type)).toContain("fetch_ticket");
  });

  it("does not come back after a final goodbye", () => {
    const { give, hear } = live();
    const bye: ServerFrame = { type: "bye", code: "removed", final: true, zh: "", en: "" };
    expect(hear(10, bye)).toContainEqual(
      expect.objectContaining({ type: "state", state: expect.objectContaining({ at: "ended" }) as unknown }),
    );
    expect(give(11, { type: "wake" })).toEqual([]);
    expect(give(60_000, { type: "timeout" })).toEqual([]);
  });

  it("follows the server's clock by the quickest ping", () => {
    const { hear, machine } = live();
    hear(100, { type: "pong", at: 60, now: 1_000_080 });
    expect(machine.clockOffset).toBe(1_000_000);
    hear(5_900, { type: "pong", at: 5_000, now: 1_009_999 });
    expect(machine.clockOffset).toBe(1_000_000);
    expect(machine.roundTrip).toBe(42);
  });
});
