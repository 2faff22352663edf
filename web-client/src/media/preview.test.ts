import { describe, expect, it, vi } from "vitest";

import { Devices } from "./devices.ts";
import type { MediaDevicesPort } from "./devices.ts";
import { Preview } from "./preview.ts";

interface FakeTrack {
  kind: string;
  stopped: boolean;
  stop: () => void;
}

function track(kind: string): FakeTrack {
  const made = { kind, stopped: false, stop: () => void (made.stopped = true) };
  return made;
}

/** A machine whose devices answer as told: a failure's name, or a track. */
function machine(answers: { video?: string; audio?: string }) {
  const given: FakeTrack[] = [];
  const getUserMedia = vi.fn((asked: MediaStreamConstraints) => {
    const kinds = (["video", "audio"] as const).filter((kind) => asked[kind] !== undefined);
    const broken = kinds.map((kind) => answers[kind]).find((answer) => answer !== undefined);
    if (broken !== undefined) return Promise.reject(new DOMException("", broken));
    const tracks = kinds.map(track);
    given.push(...tracks);
    const of = (kind: string) => tracks.filter((candidate) => candidate.kind === kind);
    return Promise.resolve({
      getTracks: () => tracks,
      getVideoTracks: () => of("video"),
      getAudioTracks: () => of("audio"),
    });
  });
  const port = {
    getUserMedia,
    enumerateDevices: () => Promise.resolve([]),
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
  } as unknown as MediaDevicesPort;
  return { port, given, getUserMedia };
}

const keep = { getItem: () => null, setItem: () => undefined };

describe("one's own preview", () => {
  it("asks once and shows picture and level", async () => {
    const { port, getUserMedia } = machine({});
    let tell: (level: number) => void = () => undefined;
    const preview = new Preview(port, new Devices(port, keep), (_track, listener) => {
      tell = listener;
      return () => undefined;
    });
    await preview.start();
    expect(getUserMedia).toHaveBeenCalledTimes(1);
    tell(0.6);
    tell(0.2);
    expect(preview.store.get()).toMatchObject({ level: 0.2, loudest: 0.6, failures: {} });
  });

  it("lets a person without a camera try the microphone", async () => {
    const { port } = machine({ video: "NotFoundError" });
    const preview = new Preview(port, new Devices(port, keep), () => () => undefined);
    await preview.start();
    const { camera, microphone, failures } = preview.store.get();
    expect(camera).toBeNull();
    expect(microphone).not.toBeNull();
    expect(failures).toEqual({ camera: "no_device" });
  });

  it("says that the page is not secure where the browser hides its devices", async () => {
    const preview = new Preview(undefined, new Devices(undefined, keep), () => () => undefined);
    await preview.start();
    expect(preview.store.get().failures).toEqual({ camera: "insecure", microphone: "insecure" });
  });

  it("switches off what arrives after the person has gone on", async () => {
    const { port, given } = machine({});
    const preview = new Preview(port, new Devices(port, keep), () => () => undefined);
    const started = preview.start();
    preview.stop();
    await started;
    expect(given.map((made) => made.stopped)).toEqual([true, true]);
    expect(preview.store.get().camera).toBeNull();
  });
});
