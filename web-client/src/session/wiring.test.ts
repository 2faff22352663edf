import { describe, expect, it } from "vitest";

import type { ClientView } from "../protocol/channel.ts";
import { viewOf } from "../storyboard/scenes.ts";
import { EMPTY } from "./model.ts";
import type { SessionModel } from "./model.ts";
import { Store } from "./store.ts";
import { wire } from "./wiring.ts";

function wired() {
  const store = new Store<SessionModel>({ ...EMPTY, link: { at: "live" } });
  const told: string[] = [];
  const unwire = wire(
    { store },
    {
      use: (token) => told.push(`use ${token}`),
      allow: ({ camera, microphone, screen }) => told.push(`allow ${camera} ${microphone} ${screen}`),
      stop: () => told.push("stop"),
      microphone: { want: (wanted) => told.push(`microphone ${wanted}`) },
    },
  );
  const show = (view: ClientView) => store.patch({ view });
  return { store, told, show, unwire };
}

const view = viewOf("mediation-joint-party");

describe("media follows the session", () => {
  it("connects with the token of the view and allows what the view allows", () => {
    const { told, show } = wired();
    show(view);
    expect(told).toEqual(["microphone false", "allow true true false", "use media-token"]);
  });

  it("closes the microphone on the way into another room", () => {
    const { told, show } = wired();
    show(view);
    told.length = 0;
    show({ ...view, me: { ...view.me, hand_raised: true } });
    expect(told).not.toContain("microphone false");
    show({ ...view, me: { ...view.me, room: 10 } });
    expect(told).toContain("microphone false");
  });

  it("allows nothing in a room that rests", () => {
    const { told, show } = wired();
    show({ ...view, me: { ...view.me, room_paused: true } });
    expect(told).toContain("allow false false false");
  });

  it("keeps media while the channel comes back, and hangs up when the session is over", () => {
    const { store, told, show } = wired();
    show(view);
    told.length = 0;
    store.patch({ link: { at: "resting", until: 0 } });
    expect(told).not.toContain("stop");
    store.patch({ link: { at: "ended", why: { kind: "left" } } });
    expect(told.at(-1)).toBe("stop");
  });

  it("hangs up when the page goes", () => {
    const { told, unwire } = wired();
    unwire();
    expect(told).toEqual(["stop"]);
  });
});
