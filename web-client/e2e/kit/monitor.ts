/**
 * Runs inside each page before anything else: listens to and looks at every track that arrives
 * over any peer connection, whatever the page does with it. What a page hides is found here too.
 * It refers to nothing outside but its parameters, because it is handed over as text.
 */
export interface Senses {
  tones: number[];
  colours: (readonly [number, number, number])[];
}

/** Something recognised on a received track. */
export interface Sighting {
  /** Milliseconds since 1970. */
  at: number;
  /** Index of the tone or colour, or -1: a picture in nobody's colour. */
  who: number;
  /** Loudness of the tone, 0 to 1; of a picture its mean colour as 0xRRGGBB. */
  level: number;
}

export interface Monitor {
  heard: Sighting[];
  seen: Sighting[];
  /** RTP packets received since the page was opened, over all connections. */
  packets(): Promise<{ audio: number; video: number }>;
  /** What carries the connections that are open: `udp` or `tcp` for each. */
  carriers(): Promise<string[]>;
}

export type Goertzel = (samples: ArrayLike<number>, rate: number, tone: number) => number;

declare global {
  interface Window {
    concordMonitor: Monitor;
  }
  /** In Chromium, and not yet in TypeScript's list of what browsers have. */
  class MediaStreamTrackProcessor<Data> {
    constructor(from: { track: MediaStreamTrack });
    readonly readable: ReadableStream<Data>;
  }
}

export function monitor({ tones, colours }: Senses, goertzel: Goertzel): void {
  const heard: Sighting[] = [];
  const seen: Sighting[] = [];
  const connections: RTCPeerConnection[] = [];
  /** Milliseconds of sound looked at together; longer would blur when somebody falls silent. */
  const WINDOW = 40;
  /** Below this nothing is noted: it is the floor of the measurement. */
  const FLOOR = 0.001;
  const PICTURE_EVERY = 100;
  /** A click is as loud beside a tone as on it; a tone stands out this far from what is beside it. */
  const STANDS_OUT = 4;
  const BESIDE = 90;

  const now = () => performance.timeOrigin + performance.now();

  async function listen(track: MediaStreamTrack) {
    const reader = new MediaStreamTrackProcessor<AudioData>({ track }).readable.getReader();
    let pending: number[] = [];
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      const rate = value.sampleRate;
      const samples = new Float32Array(value.numberOfFrames);
      value.copyTo(samples, { planeIndex: 0, format: "f32-planar" });
      value.close();
      pending.push(...samples);
      const wanted = (rate * WINDOW) / 1000;
      if (pending.length < wanted) continue;
      const at = now();
      tones.forEach((tone, who) => {
        const level = goertzel(pending, rate, tone);
        if (level > FLOOR && level > STANDS_OUT * beside(pending, rate, tone)) heard.push({ at, who, level });
      });
      // Half a window stays, so that windows overlap and nothing falls between two.
      pending = pending.slice(-Math.floor(wanted / 2));
    }
  }

  function beside(samples: number[], rate: number, tone: number): number {
    return Math.max(goertzel(samples, rate, tone - BESIDE), goertzel(samples, rate, tone + BESIDE));
  }

  async function look(track: MediaStreamTrack) {
    const reader = new MediaStreamTrackProcessor<VideoFrame>({ track }).readable.getReader();
    const canvas = new OffscreenCanvas(4, 4).getContext("2d", { willReadFrequently: true });
    let next = 0;
    for (;;) {
      const { value, done } = await reader.read();
      if (done || canvas === null) return;
      const at = now();
      if (at >= next) {
        canvas.drawImage(value, 0, 0, 4, 4);
        const mean = meanOf(canvas.getImageData(0, 0, 4, 4).data);
        seen.push({
          at,
          who: nearest(mean),
          level: mean.reduce((sum, part) => sum * 256 + Math.round(part), 0),
        });
        next = at + PICTURE_EVERY;
      }
      value.close();
    }
  }

  function meanOf(pixels: Uint8ClampedArray): number[] {
    return [0, 1, 2].map((channel) => {
      let sum = 0;
      for (let i = channel; i < pixels.length; i += 4) sum += pixels[i] ?? 0;
      return (sum * 4) / pixels.length;
    });
  }

  function nearest(mean: number[]): number {
    const distances = colours.map((colour) => Math.hypot(...colour.map((part, i) => part - (mean[i] ?? 0))));
    const least = Math.min(...distances);
    return least < 80 ? distances.indexOf(least) : -1;
  }

  function attend(track: MediaStreamTrack) {
    // A clone, so that the page may stop, mute or replace its own.
    const own = track.clone();
    // It would be born disabled if the page had disabled its own, and black for ever.
    own.enabled = true;
    if (own.kind === "video") return void look(own);
    // Received sound is only decoded while something plays it.
    const sink = new Audio();
    sink.muted = true;
    sink.srcObject = new MediaStream([own]);
    void sink.play();
    void listen(own);
  }

  async function stats(type: string): Promise<RTCStats[]> {
    const reports = await Promise.all(connections.map((connection) => connection.getStats()));
    return reports.flatMap((report) => [...report.values()] as RTCStats[]).filter((own) => own.type === type);
  }

  /** The pairs that media takes. */
  async function selected(connection: RTCPeerConnection): Promise<string[]> {
    const report = await connection.getStats();
    const all = [...report.values()] as (RTCStats & { selectedCandidatePairId?: string })[];
    return all.flatMap(({ type, selectedCandidatePairId }) => {
      const pair = report.get(selectedCandidatePairId ?? "") as RTCIceCandidatePairStats | undefined;
      if (type !== "transport" || pair === undefined) return [];
      return [(report.get(pair.localCandidateId) as { protocol: string }).protocol];
    });
  }

  window.RTCPeerConnection = class extends RTCPeerConnection {
    constructor(configuration?: RTCConfiguration) {
      super(configuration);
      connections.push(this);
      this.addEventListener("track", ({ track }) => attend(track));
    }
  };

  // Noise suppression exists to take out steady tones; here they are the signal.
  const ask = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
  navigator.mediaDevices.getUserMedia = (wanted) => {
    if (wanted?.audio === undefined || wanted.audio === false) return ask(wanted);
    const given = wanted.audio === true ? {} : wanted.audio;
    const plain = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    return ask({ ...wanted, audio: { ...given, ...plain } });
  };

  window.concordMonitor = {
    heard,
    seen,
    async packets() {
      const total = { audio: 0, video: 0 };
      const inbound = (await stats("inbound-rtp")) as RTCInboundRtpStreamStats[];
      for (const { kind, packetsReceived = 0 } of inbound)
        total[kind as "audio" | "video"] += packetsReceived;
      return total;
    },
    async carriers() {
      const open = connections.filter(({ connectionState }) => connectionState === "connected");
      return (await Promise.all(open.map(selected))).flat();
    },
  };
}
