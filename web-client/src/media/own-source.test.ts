import { describe, expect, it, vi } from "vitest";

import { OwnSource } from "./own-source.ts";

/** Lets promises run that are already settled. */
const settled = () => vi.waitFor(() => Promise.resolve());

function switchable() {
  const asked: boolean[] = [];
  return {
    asked,
    turn: (on: boolean) => {
      asked.push(on);
      return Promise.resolve(on);
    },
  };
}

describe("a camera, microphone or screen of one's own", () => {
  it("is on only when wanted, allowed and connected", async () => {
    const source = new OwnSource();
    const { asked, turn } = switchable();
    source.want(true);
    source.connect(turn);
    await settled();
    expect(asked).toEqual([]);
    source.allow(true);
    await vi.waitFor(() => expect(source.store.get().on).toBe(true));
    expect(asked).toEqual([true]);
  });

  it("goes silent when the server takes the right away, and speaks again when it is back", async () => {
    const source = new OwnSource();
    const { asked, turn } = switchable();
    source.connect(turn);
    source.want(true);
    source.allow(true);
    await vi.waitFor(() => expect(source.store.get().on).toBe(true));
    source.allow(false);
    await vi.waitFor(() => expect(source.store.get().on).toBe(false));
    source.allow(true);
    await vi.waitFor(() => expect(source.store.get().on).toBe(true));
    expect(asked).toEqual([true, false, true]);
  });

  it("stays off, as a microphone, when the right comes back or the server muted it", async () => {
    const source = new OwnSource("pressed");
    const { asked, turn } = switchable();
    source.connect(turn);
    source.allow(true);
    source.want(true);
    await vi.waitFor(() => expect(source.store.get().on).toBe(true));
    source.allow(false);
    await vi.waitFor(() => expect(source.store.get().on).toBe(false));
    source.allow(true);
    await source.settle();
    source.want(true);
    await vi.waitFor(() => expect(source.store.get().on).toBe(true));
    source.became(false);
    await source.settle();
    expect(asked).toEqual([true, false, true]);
    expect(source.store.get()).toMatchObject({ wanted: false, on: false });
  });

  it("follows a change of mind made while it was still switching", async () => {
    const source = new OwnSource();
    let finish: (on: boolean) => void = () => undefined;
    source.allow(true);
    source.connect((on) => (on ? new Promise((resolve) => (finish = resolve)) : Promise.resolve(false)));
    source.want(true);
    source.want(false);
    finish(true);
    await vi.waitFor(() => expect(source.store.get()).toMatchObject({ on: false, switching: false }));
  });

  it("says why a device failed and does not insist", async () => {
    const source = new OwnSource();
    source.allow(true);
    const turn = vi.fn(() => Promise.reject(new DOMException("", "NotReadableError")));
    source.connect(turn);
    source.want(true);
    await vi.waitFor(() => expect(source.store.get().failure).toBe("busy"));
    expect(source.store.get().wanted).toBe(false);
    expect(turn).toHaveBeenCalledTimes(1);
  });

  it("stays wanted when the server was not ready, and tries again when it may be", async () => {
    const source = new OwnSource();
    source.allow(true);
    let ready = false;
    source.connect((on) => (ready ? Promise.resolve(on) : Promise.reject(new Error("no permission"))));
    source.want(true);
    await vi.waitFor(() => expect(source.store.get().switching).toBe(false));
    expect(source.store.get()).toMatchObject({ wanted: true, on: false, failure: null });
    ready = true;
    await source.settle();
    expect(source.store.get().on).toBe(true);
  });

  it("is sent again after the connection was lost", async () => {
    const source = new OwnSource();
    source.allow(true);
    source.want(true);
    source.connect((on) => Promise.resolve(on));
    await vi.waitFor(() => expect(source.store.get().on).toBe(true));
    source.connect(null);
    expect(source.store.get().on).toBe(false);
    const { asked, turn } = switchable();
    source.connect(turn);
    await vi.waitFor(() => expect(asked).toEqual([true]));
  });
});
