import { describe, expect, it } from "vitest";
import { happenings, lastAt, people, turns } from "./contents.ts";

const PEOPLE = people([
  { person: { id: "p-0", name: "王法官", role: "judge", role_label: "审判员" }, stays: [] },
  { person: { id: "p-1", name: "李小明", role: "applicant", role_label: "申请人" }, stays: [] },
]);

describe("the events of a recording", () => {
  it("are told with the names that people had", () => {
    const lines = [
      '{"n":0,"time_us":0,"event":{"type":"joined","person":{"id":"p-0","name":"王法官"}}}',
      '{"n":1,"time_us":2500000,"event":{"type":"chat","from":"p-1","text":"<请>看证据"}}',
      '{"n":2,"time_us":3000000,"event":{"type":"floor","person":"p-1"}}',
    ].join("\n");
    expect(happenings(lines, PEOPLE)).toEqual([
      { at: 0, chat: false, type: "joined", who: "王法官" },
      { at: 2.5, chat: true, type: "chat", who: "李小明", text: "<请>看证据" },
      { at: 3, chat: false, type: "floor", who: "李小明" },
    ]);
  });

  it("that mean nothing to a reader are left out", () => {
    const lines = [
      '{"time_us":0,"event":{"type":"recorder.clock","utc":1}}',
      '{"time_us":0,"event":{"type":"floor","person":null}}',
      '{"time_us":0,"event":{"type":"of_the_future"}}',
    ].join("\n");
    expect(happenings(lines, PEOPLE)).toEqual([]);
  });

  it.each(["", "{", "null", '{"time_us":"x","event":{}}', '{"time_us":1}'])(
    "in no form of ours are none (%j)",
    (line) => expect(happenings(line, PEOPLE)).toEqual([]),
  );
});

describe("turns of speech", () => {
  const spoken = (levels: number[]) =>
    turns({ per_second: 10, people: [{ person: "p-0", levels }] }).get("p-0");

  it("go on over a breath and end with a silence", () => {
    const talk = Array<number>(10).fill(70);
    const breath = Array<number>(5).fill(0);
    const silence = Array<number>(20).fill(0);
    expect(spoken([...talk, ...breath, ...talk, ...silence, ...talk])).toEqual([
      { from: 0, to: 2.5 },
      { from: 4.5, to: 5.5 },
    ]);
  });

  it("are more than a cough or a murmur", () => {
    expect(spoken([70, 70, 0, 0, ...Array<number>(40).fill(30)])).toEqual([]);
  });

  it.each([null, {}, { per_second: 10, people: [{ person: 1 }] }])(
    "of something else are none (%j)",
    (json) => expect(turns(json).size).toBe(0),
  );
});

it("the present moment is the last that has come", () => {
  const moments = [{ at: 1 }, { at: 5 }];
  expect([0, 1, 4.9, 9].map((second) => lastAt(moments, second))).toEqual([-1, 0, 0, 1]);
});
