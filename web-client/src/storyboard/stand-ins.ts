/** Stand-ins for the server and for livekit-client, so that pages can be looked at without either. */
import type { LiveKit } from "../media/conference.ts";
import type { Playable } from "../media/gallery.ts";
import type { ClientView, ServerFrame } from "../protocol/channel.ts";
import { after } from "../session/browser.ts";
import type { Socket, Surroundings } from "../session/link.ts";
import { framesOf } from "./scenes.ts";

/** The surroundings of a session whose server plays one scene and agrees to every command. */
export function playing(scene: string): Surroundings {
  const frames = framesOf(scene);
  const welcome = frames.find((frame) => frame.type === "welcome");
  const began = performance.now();
  return {
    // The scene's own hour, so that clocks and countdowns look as they did.
    now: () => (welcome?.now ?? 0) + performance.now() - began,
    random: () => 0.5,
    freshId: () => crypto.randomUUID(),
    fetchTicket: () => Promise.resolve({ token: "storyboard" }),
    openSocket: () => new PlayedSocket(frames),
    after,
  };
}

class PlayedSocket implements Socket {
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;
  private readonly frames: readonly ServerFrame[];

  constructor(frames: readonly ServerFrame[]) {
    this.frames = frames;
    setTimeout(() => this.onopen?.());
  }

  send(text: string): void {
    const frame = JSON.parse(text) as { type: string; id?: string };
    if (frame.type === "hello") for (const told of this.frames) this.tell(told);
    if (frame.type === "command") this.tell({ type: "done", id: frame.id ?? "" });
  }

  close(): void {
    this.onmessage = null;
  }

  private tell(frame: ServerFrame): void {
    setTimeout(() => this.onmessage?.({ data: JSON.stringify(frame) }));
  }
}

/** livekit-client with a painted picture of everybody in the viewer's room. */
export function painted(view: ClientView): () => Promise<LiveKit> {
  class PaintedRoom {
    readonly canPlaybackAudio = true;
    readonly localParticipant = participant(view, view.me.id);
    readonly remoteParticipants = new Map(
      view.people
        .filter(({ id, room, presence }) => id !== view.me.id && room === view.me.room && presence === "here")
        .map(({ id }) => [id, participant(view, id)]),
    );
    private readonly listeners = new Map<string, (() => void)[]>();

    on(event: string, listener: () => void): this {
      this.listeners.set(event, [...(this.listeners.get(event) ?? []), listener]);
      return this;
    }

    connect(): Promise<void> {
      return Promise.resolve();
    }

    disconnect(): Promise<void> {
      return Promise.resolve();
    }

    switchActiveDevice(): Promise<boolean> {
      return Promise.resolve(true);
    }
  }
  const livekit = {
    Room: PaintedRoom,
    DisconnectReason: { DUPLICATE_IDENTITY: 2, PARTICIPANT_REMOVED: 4, JOIN_FAILURE: 7 },
  };
  return () => Promise.resolve(livekit as unknown as LiveKit);
}

function participant(view: ClientView, id: string) {
  const index = view.people.findIndex((person) => person.id === id);
  const person = view.people[index];
  const publications = [
    { source: "camera", isMuted: person?.rights?.camera !== true || index % 5 === 4, track: face(index) },
    {
      source: "microphone",
      isMuted: person?.rights?.microphone !== true || index % 3 === 2,
      track: face(index),
    },
  ];
  const me = {
    identity: id,
    isSpeaking: index === 0 || person?.has_floor === true,
    connectionQuality: "good",
    isCameraEnabled: false,
    isMicrophoneEnabled: false,
    isScreenShareEnabled: false,
    getTrackPublications: () => publications,
    setCameraEnabled: (on: boolean) => Promise.resolve(void (me.isCameraEnabled = on)),
    setMicrophoneEnabled: (on: boolean) => Promise.resolve(void (me.isMicrophoneEnabled = on)),
    setScreenShareEnabled: (on: boolean) => Promise.resolve(void (me.isScreenShareEnabled = on)),
  };
  return me;
}

/** A head and shoulders on a wall, in a colour of its own. */
function face(index: number): Playable {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [640, 480];
  const paint = () => {
    const brush = canvas.getContext("2d");
    if (brush === null) return;
    const hue = (index * 67) % 360;
    const disc = (x: number, y: number, wide: number, high: number, colour: string) => {
      brush.fillStyle = colour;
      brush.beginPath();
      brush.ellipse(x, y, wide, high, 0, 0, 2 * Math.PI);
      brush.fill();
    };
    brush.fillStyle = `hsl(${hue} 25% 62%)`;
    brush.fillRect(0, 0, 640, 480);
    disc(320, 480, 190, 170, `hsl(${hue} 35% 30%)`);
    disc(320, 230, 92, 115, "hsl(28 45% 68%)");
    disc(320, 165, 98, 62, "hsl(20 15% 18%)");
  };
  paint();
  setInterval(paint, 500);
  const stream = canvas.captureStream(2);
  return {
    attach: (element) => {
      if (element instanceof HTMLVideoElement) element.srcObject = stream;
    },
    detach: (element) => void (element.srcObject = null),
  };
}
