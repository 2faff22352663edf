/** One's own picture and microphone level before anybody else sees or hears them. */
import type { Devices, DeviceKind, MediaDevicesPort } from "./devices.ts";
import { deviceFailure } from "./failure.ts";
import type { DeviceFailure } from "./failure.ts";
import { Store } from "../session/store.ts";

export interface PreviewState {
  /** Permission was asked for and the answer is open. */
  asking: boolean;
  camera: MediaStreamTrack | null;
  microphone: MediaStreamTrack | null;
  /** Why one of them is missing. */
  failures: Readonly<Partial<Record<Captured, DeviceFailure>>>;
  /** From 0 to 1. */
  level: number;
  /** The loudest so far; a microphone that never moved is not a tested one. */
  loudest: number;
}

export type Captured = Exclude<DeviceKind, "speaker">;

/** Measures a microphone; returns how to stop it. */
export type Meter = (microphone: MediaStreamTrack, tell: (level: number) => void) => () => void;

const NOTHING: PreviewState = {
  asking: false,
  camera: null,
  microphone: null,
  failures: {},
  level: 0,
  loudest: 0,
};

export class Preview {
  readonly store = new Store<PreviewState>(NOTHING);
  private stopMeter: (() => void) | null = null;
  /** Counts starts and stops, so that an answer that comes too late is not used. */
  private turn = 0;

  private readonly port: MediaDevicesPort | undefined;
  private readonly devices: Devices;
  private readonly meter: Meter;

  constructor(port: MediaDevicesPort | undefined, devices: Devices, meter: Meter) {
    this.port = port;
    this.devices = devices;
    this.meter = meter;
  }

  /** Opens camera and microphone. Each may fail alone: a person without a camera can still speak. */
  async start(): Promise<void> {
    this.stop();
    const turn = this.turn;
    this.store.patch({ asking: true });
    const [camera, microphone] = await this.captureBoth();
    if (turn !== this.turn) {
      for (const track of [camera, microphone]) if (typeof track === "object") track.stop();
      return;
    }
    this.show(camera, microphone);
    await this.devices.refresh();
  }

  stop(): void {
    this.turn += 1;
    this.stopMeter?.();
    this.stopMeter = null;
    const { camera, microphone } = this.store.get();
    camera?.stop();
    microphone?.stop();
    this.store.set(NOTHING);
  }

  /** One question for both, so that the browser asks once; apart only if that fails. */
  private async captureBoth(): Promise<readonly [Capture, Capture]> {
    if (this.port === undefined) return ["insecure", "insecure"];
    try {
      const stream = await this.port.getUserMedia({
        video: this.constraint("camera"),
        audio: this.constraint("microphone"),
      });
      return [stream.getVideoTracks()[0] ?? "no_device", stream.getAudioTracks()[0] ?? "no_device"];
    } catch {
      return [await this.capture("camera"), await this.capture("microphone")];
    }
  }

  private async capture(kind: Captured): Promise<Capture> {
    const wanted = kind === "camera" ? "video" : "audio";
    try {
      const stream = await this.port?.getUserMedia({ [wanted]: this.constraint(kind) });
      return stream?.getTracks()[0] ?? "no_device";
    } catch (error) {
      return deviceFailure(error);
    }
  }

  private constraint(kind: Captured): MediaTrackConstraints | true {
    const id = this.devices.preferred(kind);
    return id === undefined ? true : { deviceId: { ideal: id } };
  }

  private show(camera: Capture, microphone: Capture): void {
    this.store.set({
      ...NOTHING,
      camera: typeof camera === "string" ? null : camera,
      microphone: typeof microphone === "string" ? null : microphone,
      failures: {
        ...(typeof camera === "string" && { camera }),
        ...(typeof microphone === "string" && { microphone }),
      },
    });
    if (typeof microphone === "string") return;
    this.stopMeter = this.meter(microphone, (level) => {
      const loudest = Math.max(level, this.store.get().loudest);
      this.store.patch({ level, loudest });
    });
  }
}

type Capture = MediaStreamTrack | DeviceFailure;
