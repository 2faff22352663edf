/** Which cameras, microphones and loudspeakers there are, and which the person prefers. */
import { Store } from "../session/store.ts";

export type DeviceKind = "camera" | "microphone" | "speaker";

export interface Device {
  id: string;
  /** What the system calls it; empty until permission was given. */
  label: string;
}

export interface DeviceList {
  available: Readonly<Record<DeviceKind, readonly Device[]>>;
  /** The preferred device of each kind; absent where the system's own choice is right. */
  chosen: Readonly<Partial<Record<DeviceKind, string>>>;
}

/** As much of `navigator.mediaDevices` as is used here. */
export type MediaDevicesPort = Pick<
  MediaDevices,
  "enumerateDevices" | "getUserMedia" | "addEventListener" | "removeEventListener"
>;

/** Where the preference is kept. */
export type Keep = Pick<Storage, "getItem" | "setItem">;

export const KIND_OF: Readonly<Record<MediaDeviceKind, DeviceKind>> = {
  videoinput: "camera",
  audioinput: "microphone",
  audiooutput: "speaker",
};

const KEPT_AS = "concord.devices";
const NONE: DeviceList = { available: { camera: [], microphone: [], speaker: [] }, chosen: {} };

export class Devices {
  readonly store: Store<DeviceList>;

  private readonly port: MediaDevicesPort | undefined;
  private readonly keep: Keep;

  constructor(port: MediaDevicesPort | undefined, keep: Keep) {
    this.port = port;
    this.keep = keep;
    this.store = new Store({ ...NONE, chosen: recall(keep) });
  }

  /** Follows what is plugged in and out; returns how to stop it. */
  watch(): () => void {
    const changed = () => void this.refresh();
    this.port?.addEventListener("devicechange", changed);
    changed();
    return () => this.port?.removeEventListener("devicechange", changed);
  }

  async refresh(): Promise<void> {
    const all = await this.port?.enumerateDevices().catch(() => []);
    this.store.patch({ available: sorted(all ?? []) });
  }

  choose(kind: DeviceKind, id: string): void {
    const chosen = { ...this.store.get().chosen, [kind]: id };
    this.store.patch({ chosen });
    this.keep.setItem(KEPT_AS, JSON.stringify(chosen));
  }

  /** The preferred device, if it is there. */
  preferred(kind: DeviceKind): string | undefined {
    const { available, chosen } = this.store.get();
    const id = chosen[kind];
    return available[kind].some((device) => device.id === id) ? id : undefined;
  }
}

function sorted(all: readonly MediaDeviceInfo[]): DeviceList["available"] {
  const available: Record<DeviceKind, Device[]> = { camera: [], microphone: [], speaker: [] };
  for (const { kind, deviceId, label } of all) {
    if (deviceId !== "") available[KIND_OF[kind]].push({ id: deviceId, label });
  }
  return available;
}

/** What was kept may be old or edited: anything but texts under known names is forgotten. */
function recall(keep: Keep): DeviceList["chosen"] {
  try {
    const kept: unknown = JSON.parse(keep.getItem(KEPT_AS) ?? "{}");
    if (typeof kept !== "object" || kept === null) return {};
    const known = Object.entries(kept).filter(
      ([kind, id]) => kind in NONE.available && typeof id === "string",
    );
    return Object.fromEntries(known);
  } catch {
    return {};
  }
}
