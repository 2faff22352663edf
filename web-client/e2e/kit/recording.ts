/** What is in a media file: streams and length by ffprobe, tones and colours by measurement. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";

import { goertzel } from "./goertzel.ts";
import { HEARD, PEOPLE, type Person, SIGNATURES } from "./signature.ts";

const run = promisify(execFile);
const RATE = 16_000;
/** Samples looked at together: 100 ms. */
const WINDOW = RATE / 10;
const WIDTH = 64;
const HEIGHT = 36;
/** As in the pages: a tone stands out from what is beside it, a click does not. */
const STANDS_OUT = 4;
const BESIDE = 90;

export interface Streams {
  seconds: number;
  /** Codec names, in the order of the file. */
  codecs: string[];
}

export async function streamsOf(file: string): Promise<Streams> {
  const { stdout } = await run("ffprobe", [
    ...["-v", "error", "-print_format", "json", "-show_entries"],
    "format=duration:stream=codec_name",
    file,
  ]);
  const probed = JSON.parse(stdout) as { format: { duration: string }; streams: { codec_name: string }[] };
  return { seconds: Number(probed.format.duration), codecs: probed.streams.map((one) => one.codec_name) };
}

/** For how many seconds each person's tone is in the sound of `file`. */
export async function secondsHeard(file: string): Promise<Record<Person, number>> {
  const moments = await momentsHeard(file);
  return perPerson((person) => (moments[person].length * WINDOW) / RATE);
}

/** When each person's tone is in the sound of `file`: the beginnings of windows, in seconds. */
export async function momentsHeard(file: string): Promise<Record<Person, number[]>> {
  const raw = await decoded(file, ["-vn", "-ac", "1", "-ar", String(RATE), "-f", "f32le"]);
  const samples = new Float32Array(raw.buffer, raw.byteOffset, Math.floor(raw.length / 4));
  return perPerson((person) => {
    const { tone } = SIGNATURES[person];
    const moments: number[] = [];
    for (let at = 0; at + WINDOW <= samples.length; at += WINDOW) {
      if (has(samples.subarray(at, at + WINDOW), tone)) moments.push(at / RATE);
    }
    return moments;
  });
}

/** For how many seconds each person's colour fills at least a hundredth of the picture of `file`. */
export async function secondsSeen(file: string): Promise<Record<Person, number>> {
  const pixels = WIDTH * HEIGHT;
  const raw = await decoded(file, [
    "-an",
    "-vf",
    `fps=4,scale=${WIDTH}:${HEIGHT}`,
    "-pix_fmt",
    "rgb24",
    "-f",
    "rawvideo",
  ]);
  const seconds = perPerson(() => 0);
  for (let frame = 0; frame + pixels * 3 <= raw.length; frame += pixels * 3) {
    const counts = perPerson(() => 0);
    for (let at = frame; at < frame + pixels * 3; at += 3) {
      const person = nearest(raw.subarray(at, at + 3));
      if (person !== undefined) counts[person] += 1;
    }
    for (const person of PEOPLE) if (counts[person] * 100 >= pixels) seconds[person] += 1 / 4;
  }
  return seconds;
}

function has(samples: Float32Array, tone: number): boolean {
  const level = goertzel(samples, RATE, tone);
  const beside = Math.max(goertzel(samples, RATE, tone - BESIDE), goertzel(samples, RATE, tone + BESIDE));
  return level >= HEARD && level > STANDS_OUT * beside;
}

function nearest(pixel: Buffer): Person | undefined {
  return PEOPLE.find(
    (person) => Math.hypot(...SIGNATURES[person].colour.map((part, i) => part - (pixel[i] ?? 0))) < 60,
  );
}

async function decoded(file: string, how: string[]): Promise<Buffer> {
  const options = { encoding: "buffer" as const, maxBuffer: 2 ** 30 };
  const { stdout } = await run("ffmpeg", ["-v", "error", "-i", file, ...how, "-"], options);
  return stdout;
}

function perPerson<Value>(value: (person: Person) => Value): Record<Person, Value> {
  return Object.fromEntries(PEOPLE.map((person) => [person, value(person)])) as Record<Person, Value>;
}
