/**
 * The media connection of one session: connects with the token of the view, keeps trying after a
 * break, sends what the person wants and may send, and tells what comes from whom.
 * livekit-client is loaded when it is first needed.
 */
import type { Room, RoomEvent } from "livekit-client";

import { restingTime } from "../session/backoff.ts";
import type { Devices, DeviceKind } from "./devices.ts";
import { galleryOf } from "./gallery.ts";
import type { Gallery } from "./gallery.ts";
import { OwnSource } from "./own-source.ts";
import { Store } from "../session/store.ts";

export interface ConferenceState {
  link: MediaLink;
  people: Gallery;
  /** The browser lets nothing be heard until the person touches the page. */
  needsTouch: boolean;
  /** The others' faces are not fetched, for a poor network; their voices are. */
  facesPaused: boolean;
}

/**
 * `broken`: it was lost and comes back by itself. `full`: the server carries as many people as it
 * can; it is asked again.
 */
export type MediaLink = "off" | "connecting" | "live" | "broken" | "full";

/** What the session lets this person send. */
export interface Allowed {
  camera: boolean;
  microphone: boolean;
  screen: boolean;
}

export interface Setting {
  /** Where the media wire is: the server the page came from. */
  url: string;
  devices: Devices;
  load: () => Promise<LiveKit>;
  /** Calls back after some milliseconds; returns how to call it off. */
  after: (milliseconds: number, call: () => void) => () => void;
  /** Yields numbers from 0 to 1. */
  random: () => number;
}

/** As much of livekit-client as is used here. */
export type LiveKit = Pick<typeof import("livekit-client"), "Room" | "DisconnectReason">;

/** Everything after which somebody may look or sound different. */
const CHANGES = [
  "participantConnected",
  "participantDisconnected",
  "trackPublished",
  "trackUnpublished",
  "trackSubscribed",
  "trackUnsubscribed",
  "trackMuted",
  "trackUnmuted",
  "localTrackPublished",
  "localTrackUnpublished",
  "activeSpeakersChanged",
  "connectionQualityChanged",
] as const satisfies readonly `${RoomEvent}`[];

const NOBODY: ConferenceState = { link: "off", people: {}, needsTouch: false, facesPaused: false };

export class Conference {
  readonly store = new Store<ConferenceState>(NOBODY);
  readonly camera = new OwnSource();
  readonly microphone = new OwnSource("pressed");
  readonly screen = new OwnSource();
  private token: string | null = null;
  private room: Room | null = null;
  private failures = 0;
  private callOff: (() => void) | null = null;
  /** Counts beginnings and ends, so that a connection of before is not mistaken for the present one. */
  private turn = 0;

  private readonly setting: Setting;

  constructor(setting: Setting) {
    this.setting = setting;
  }

  /** The newest token. Connects with it unless connected; a later break uses it. */
  use(token: string): void {
    const fresh = token !== this.token;
    this.token = token;
    if (fresh && this.room === null) this.connectSoon(0);
  }

  /** What may be sent now. */
  allow(allowed: Allowed): void {
    this.camera.allow(allowed.camera);
    this.microphone.allow(allowed.microphone);
    this.screen.allow(allowed.screen);
  }

  /** Hangs up. `use` with another token connects again. */
  stop(): void {
    this.callOff?.();
    this.callOff = null;
    this.turn += 1;
    const room = this.room;
    this.forget();
    this.token = null;
    this.store.set(NOBODY);
    void room?.disconnect();
  }

  /** Stops or resumes fetching the others' faces. Holds over breaks of the connection. */
  pauseFaces(paused: boolean): void {
    this.store.patch({ facesPaused: paused });
    if (this.room !== null) this.changed(this.room);
  }

  /** To be called in a click, where the browser asked for one. */
  async startAudio(): Promise<void> {
    await this.room?.startAudio();
  }

  /** Uses another device, now and next time. */
  async chooseDevice(kind: DeviceKind, id: string): Promise<void> {
    this.setting.devices.choose(kind, id);
    const name = { camera: "videoinput", microphone: "audioinput", speaker: "audiooutput" } as const;
    await this.room?.switchActiveDevice(name[kind], id).catch(() => false);
  }

  private connectSoon(wait: number): void {
    this.callOff?.();
    this.callOff = this.setting.after(wait, () => {
      this.callOff = null;
      void this.connect();
    });
  }

  private async connect(): Promise<void> {
    const token = this.token;
    if (token === null || this.room !== null) return;
    const turn = (this.turn += 1);
    const isCurrent = () => turn === this.turn;
    const { link } = this.store.get();
    this.store.patch({ link: this.failures === 0 ? "connecting" : link === "full" ? "full" : "broken" });
    let livekit: LiveKit | null = null;
    try {
      livekit = await this.setting.load();
      if (!isCurrent()) return;
      const room = this.open(livekit);
      await room.connect(this.setting.url, token);
      if (isCurrent()) this.connected(room);
    } catch (error) {
      if (isCurrent()) this.lost(isFull(error, livekit) ? "full" : "broken");
    }
  }

  private open({ Room, DisconnectReason }: LiveKit): Room {
    const { devices } = this.setting;
    const room = new Room({
      adaptiveStream: true,
      dynacast: true,
      audioCaptureDefaults: preferring(devices.preferred("microphone")),
      videoCaptureDefaults: preferring(devices.preferred("camera")),
      audioOutput: preferring(devices.preferred("speaker")),
    });
    this.room = room;
    for (const change of CHANGES) room.on(change, () => this.changed(room));
    room.on("participantPermissionsChanged", () => this.settle());
    room.on("audioPlaybackChanged", () => this.changed(room));
    room.on("reconnecting", () => this.isOurs(room) && this.store.patch({ link: "broken" }));
    room.on("reconnected", () => this.isOurs(room) && this.connected(room));
    room.on("disconnected", (reason) => {
      if (!this.isOurs(room)) return;
      const evicted =
        reason === DisconnectReason.DUPLICATE_IDENTITY || reason === DisconnectReason.PARTICIPANT_REMOVED;
      // Whoever was put out comes back with a new token or not at all.
      if (evicted) this.token = null;
      this.lost(reason === DisconnectReason.JOIN_FAILURE ? "full" : "broken");
    });
    return room;
  }

  private isOurs(room: Room): boolean {
    return room === this.room;
  }

  private connected(room: Room): void {
    this.failures = 0;
    this.store.patch({ link: "live" });
    this.changed(room);
    const me = room.localParticipant;
    this.camera.connect(async (on) => {
      await me.setCameraEnabled(on);
      return me.isCameraEnabled;
    });
    this.microphone.connect(async (on) => {
      await me.setMicrophoneEnabled(on);
      return me.isMicrophoneEnabled;
    });
    this.screen.connect(async (on) => {
      await me.setScreenShareEnabled(on, { audio: false });
      return me.isScreenShareEnabled;
    });
  }

  private lost(link: "broken" | "full"): void {
    this.turn += 1;
    this.forget();
    this.store.set({ ...NOBODY, link, facesPaused: this.store.get().facesPaused });
    const wait = restingTime(this.failures, this.setting.random());
    this.failures += 1;
    if (this.token !== null) this.connectSoon(wait);
  }

  private forget(): void {
    this.room = null;
    for (const source of [this.camera, this.microphone, this.screen]) source.connect(null);
  }

  private settle(): void {
    for (const source of [this.camera, this.microphone, this.screen]) void source.settle();
  }

  private changed(room: Room): void {
    if (!this.isOurs(room)) return;
    const me = room.localParticipant;
    const people = galleryOf(room, this.store.get().facesPaused);
    this.store.patch({ people, needsTouch: !room.canPlaybackAudio });
    this.camera.became(me.isCameraEnabled);
    this.microphone.became(me.isMicrophoneEnabled);
    this.screenBecame(me.isScreenShareEnabled);
  }

  /** Sharing can be ended outside the page; then it is no longer wanted. */
  private screenBecame(on: boolean): void {
    const ended = this.screen.store.get().on && !on;
    this.screen.became(on);
    if (ended) this.screen.want(false);
  }
}

/** Whether the server said so before it let anybody in. */
function isFull(error: unknown, livekit: LiveKit | null): boolean {
  const context = error instanceof Error && "context" in error ? error.context : null;
  return livekit !== null && context === livekit.DisconnectReason.JOIN_FAILURE;
}

function preferring(deviceId: string | undefined): { deviceId?: string } {
  return deviceId === undefined ? {} : { deviceId };
}
