import { beforeEach, describe, expect, it, vi } from "vitest";

import { Conference } from "./conference.ts";
import type { LiveKit } from "./conference.ts";
import { Devices } from "./devices.ts";

type Listener = (...told: unknown[]) => void;

/** A room of livekit-client as far as the conference sees it. */
class FakeRoom {
  static made: FakeRoom[] = [];
  static refuse: Error | null = null;
  readonly listeners = new Map<string, Listener[]>();
  readonly remoteParticipants = new Map<string, unknown>();
  readonly localParticipant = localParticipant();
  canPlaybackAudio = true;
  token = "";

  constructor() {
    FakeRoom.made.push(this);
  }

  on(event: string, listener: Listener): this {
    this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
    return this;
  }

  emit(event: string, ...told: unknown[]): void {
    for (const listener of this.listeners.get(event) ?? []) listener(...told);
  }

  connect(_url: string, token: string): Promise<void> {
    this.token = token;
    return FakeRoom.refuse ? Promise.reject(FakeRoom.refuse) : Promise.resolve();
  }

  disconnect(): Promise<void> {
    return Promise.resolve();
  }
}

function localParticipant() {
  const me = {
    identity: "me",
    isSpeaking: false,
    connectionQuality: "good",
    isCameraEnabled: false,
    isMicrophoneEnabled: false,
    isScreenShareEnabled: false,
    getTrackPublications: () => [],
    setCameraEnabled: (on: boolean) => {
      me.isCameraEnabled = on;
      return Promise.resolve();
    },
    setMicrophoneEnabled: (on: boolean) => {
      me.isMicrophoneEnabled = on;
      return Promise.resolve();
    },
    setScreenShareEnabled: () => Promise.resolve(),
  };
  return me;
}

function person(identity: string, publications: { source: string; isMuted: boolean; track: object }[]) {
  return {
    identity,
    isSpeaking: true,
    connectionQuality: "poor",
    getTrackPublications: () => publications,
  };
}

const livekit = {
  Room: FakeRoom,
  DisconnectReason: { DUPLICATE_IDENTITY: 2, PARTICIPANT_REMOVED: 4, JOIN_FAILURE: 7 },
} as unknown as LiveKit;

/** A conference with a clock that is turned by hand. */
function conference() {
  const timers: { wait: number; call: () => void }[] = [];
  const made = new Conference({
    url: "ws://here",
    devices: new Devices(undefined, { getItem: () => null, setItem: () => undefined }),
    load: () => Promise.resolve(livekit),
    after: (wait, call) => {
      const timer = { wait, call };
      timers.push(timer);
      return () => void timers.splice(timers.indexOf(timer), 1);
    },
    random: () => 1,
  });
  return { made, timers, fire: () => timers.shift()?.call() };
}

async function connected(token = "one") {
  const all = conference();
  all.made.use(token);
  all.fire();
  await vi.waitFor(() => expect(all.made.store.get().link).toBe("live"));
  return all;
}

beforeEach(() => {
  FakeRoom.made = [];
  FakeRoom.refuse = null;
});

describe("the media connection", () => {
  it("connects with the token and stays when the token is renewed", async () => {
    const { made, timers } = await connected("one");
    made.use("two");
    expect(timers).toEqual([]);
    expect(FakeRoom.made.map((room) => room.token)).toEqual(["one"]);
  });

  it("comes back with the newest token after a break", async () => {
    const { made, fire } = await connected("one");
    made.use("two");
    FakeRoom.made[0]!.emit("disconnected", 15);
    expect(made.store.get()).toMatchObject({ link: "broken", people: {} });
    fire();
    await vi.waitFor(() => expect(made.store.get().link).toBe("live"));
    expect(FakeRoom.made.map((room) => room.token)).toEqual(["one", "two"]);
  });

  it("says that the server is full until it lets one in", async () => {
    const { made, timers, fire } = await connected("one");
    FakeRoom.made[0]!.emit("disconnected", 7);
    expect(made.store.get().link).toBe("full");
    FakeRoom.refuse = Object.assign(new Error("full"), { context: 7 });
    fire();
    await vi.waitFor(() => expect(timers).toHaveLength(1));
    expect(made.store.get().link).toBe("full");
    FakeRoom.refuse = null;
    fire();
    await vi.waitFor(() => expect(made.store.get().link).toBe("live"));
  });

  it("rests longer after each refusal", async () => {
    FakeRoom.refuse = new Error("refused");
    const { made, timers, fire } = conference();
    made.use("one");
    const waits: number[] = [];
    for (let attempt = 1; attempt <= 4; attempt++) {
      fire();
      await vi.waitFor(() => expect(timers).toHaveLength(1));
      waits.push(timers[0]!.wait);
    }
    expect(waits).toEqual([300, 500, 1_000, 2_000]);
  });

  /** proves: INV-E04 */
  it("does not fight a second device for its place, but returns with a new token", async () => {
    const { made, timers } = await connected("one");
    FakeRoom.made[0]!.emit("disconnected", 2);
    expect(timers).toEqual([]);
    made.use("two");
    expect(timers).toHaveLength(1);
  });

  it("sends what is wanted again after it came back", async () => {
    const { made, fire } = await connected();
    made.allow({ camera: true, microphone: false, screen: false });
    made.camera.want(true);
    await vi.waitFor(() => expect(made.camera.store.get().on).toBe(true));
    FakeRoom.made[0]!.emit("disconnected", 15);
    expect(made.camera.store.get().on).toBe(false);
    fire();
    await vi.waitFor(() => expect(FakeRoom.made[1]?.localParticipant.isCameraEnabled).toBe(true));
  });

  it("shows each person under their identity, and nothing of a muted camera", async () => {
    const { made } = await connected();
    const room = FakeRoom.made[0]!;
    const voice = {};
    room.remoteParticipants.set(
      "sid",
      person("anna", [
        { source: "camera", isMuted: true, track: {} },
        { source: "microphone", isMuted: true, track: voice },
      ]),
    );
    room.emit("trackSubscribed");
    const anna = made.store.get().people.anna!;
    expect(anna).toMatchObject({ camera: null, microphoneOn: false, speaking: true, quality: "poor" });
    expect(anna.voice).toBe(voice);
  });

  /** proves: HE-09 */
  it("leaves the others' faces out while they are paused, also after a break, and keeps their voices", async () => {
    const { made, fire } = await connected();
    const camera = { source: "camera", isMuted: false, track: {} };
    const voice = { source: "microphone", isMuted: false, track: {} };
    const screen = { source: "screen_share", isMuted: false, track: {} };
    const arrive = () => {
      const room = FakeRoom.made.at(-1);
      room?.remoteParticipants.set("judge", person("judge", [camera, voice, screen]));
      room?.emit("trackSubscribed");
    };
    const shown = () => made.store.get().people.judge;
    arrive();
    made.pauseFaces(true);
    expect([shown()?.camera, shown()?.voice, shown()?.screen]).toEqual([null, voice.track, screen.track]);
    FakeRoom.made.at(-1)?.emit("disconnected");
    fire();
    await vi.waitFor(() => expect(made.store.get().link).toBe("live"));
    arrive();
    expect(shown()?.camera).toBeNull();
    made.pauseFaces(false);
    expect(shown()?.camera).toBe(camera.track);
  });

  it("asks for a touch where the browser holds the sound back", async () => {
    const { made } = await connected();
    const room = FakeRoom.made[0]!;
    room.canPlaybackAudio = false;
    room.emit("audioPlaybackChanged");
    expect(made.store.get().needsTouch).toBe(true);
  });

  it("does not come back after it was hung up", async () => {
    const { made, timers } = await connected();
    made.stop();
    FakeRoom.made[0]!.emit("disconnected", 1);
    expect(timers).toEqual([]);
    expect(made.store.get().link).toBe("off");
  });
});
