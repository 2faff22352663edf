import { describe, expect, it } from "vitest";

import { viewOf } from "../storyboard/scenes.ts";
import { adviceOf, stepsOf } from "./steps.ts";

const states = (scene: string) => stepsOf(viewOf(scene)).map(({ name, state }) => `${name}:${state}`);

describe("the way in", () => {
  it("begins with the notices, and the rest comes after", () => {
    expect(states("hearing-lobby-first-steps")).toEqual([
      "notices:mine",
      "devices:later",
      "identity:theirs",
      "admission:later",
    ]);
    expect(adviceOf(viewOf("hearing-lobby-first-steps"))).toBe("notices");
  });

  it("is in other hands once notices are ticked and devices tested", () => {
    expect(states("mediation-lobby-waiting")).toEqual([
      "notices:done",
      "devices:done",
      "identity:theirs",
      "admission:theirs",
    ]);
    expect(adviceOf(viewOf("mediation-lobby-waiting"))).toBe("identity");
  });

  it("leads a witness to wait for the call", () => {
    const view = viewOf("hearing-witness-waiting");
    const ready = {
      ...view,
      me: {
        ...view.me,
        notices: view.session.notices.map(({ id }) => id),
        device_tested: true,
        identity_confirmed: true,
      },
    };
    expect(adviceOf(ready)).toBe("witness");
  });

  it("lets staff walk in", () => {
    const view = viewOf("mediation-desk");
    expect(
      adviceOf({ ...view, me: { ...view.me, room: 0, device_tested: true, notices: ["mediation_notice"] } }),
    ).toBe("enter");
  });
});
