/** The files that Chromium's fake camera and microphone play: one colour, one tone. */
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { Signature } from "./signature.ts";

const RATE = 48_000;
const WIDTH = 640;
const HEIGHT = 360;
/** Frames a second. Enough to measure by, and cheap enough for three browsers on two cores. */
const FRAMES = 15;
/** A quarter of full scale: loud, and far from clipping. */
const AMPLITUDE = 0.25;

export interface FakeDevices {
  microphone: string;
  camera: string;
}

/** Writes the devices of one person into `folder`. */
export async function fakeDevices(
  folder: string,
  name: string,
  { tone, colour }: Signature,
): Promise<FakeDevices> {
  await mkdir(folder, { recursive: true });
  const devices = { microphone: join(folder, `${name}.wav`), camera: join(folder, `${name}.y4m`) };
  await writeFile(devices.microphone, wave(tone));
  await writeFile(devices.camera, picture(colour));
  return devices;
}

/** Two seconds hold whole periods of every tone, so the loop has no click. */
function wave(tone: number): Buffer {
  const samples = 2 * RATE;
  const data = Buffer.alloc(44 + 2 * samples);
  data.write("RIFF", 0);
  data.writeUInt32LE(36 + 2 * samples, 4);
  data.write("WAVEfmt ", 8);
  data.writeUInt32LE(16, 16);
  data.writeUInt16LE(1, 20);
  data.writeUInt16LE(1, 22);
  data.writeUInt32LE(RATE, 24);
  data.writeUInt32LE(2 * RATE, 28);
  data.writeUInt16LE(2, 32);
  data.writeUInt16LE(16, 34);
  data.write("data", 36);
  data.writeUInt32LE(2 * samples, 40);
  for (let i = 0; i < samples; i += 1) {
    data.writeInt16LE(Math.round(32_767 * AMPLITUDE * Math.sin((2 * Math.PI * tone * i) / RATE)), 44 + 2 * i);
  }
  return data;
}

/** How much darker somebody is than what is behind them: enough to look like a person, too little to count. */
const SHADE = 30;

/** One second of somebody before one colour, in BT.601 as cameras have it. */
function picture([red, green, blue]: readonly [number, number, number]): Buffer {
  const y = Math.round(16 + 0.257 * red + 0.504 * green + 0.098 * blue);
  const u = Math.round(128 - 0.148 * red - 0.291 * green + 0.439 * blue);
  const v = Math.round(128 + 0.439 * red - 0.368 * green - 0.071 * blue);
  const pixels = WIDTH * HEIGHT;
  const frame = Buffer.concat([
    Buffer.from("FRAME\n"),
    somebodyBefore(y),
    Buffer.alloc(pixels / 4, u),
    Buffer.alloc(pixels / 4, v),
  ]);
  const head = Buffer.from(`YUV4MPEG2 W${WIDTH} H${HEIGHT} F${FRAMES}:1 Ip A1:1 C420\n`);
  return Buffer.concat([head, ...Array<Buffer>(FRAMES).fill(frame)]);
}

/** The brightness of a picture: a head and shoulders before a wall. */
function somebodyBefore(wall: number): Buffer {
  const brightness = Buffer.alloc(WIDTH * HEIGHT, wall);
  const within = (x: number, y: number, width: number, height: number) =>
    (x / width) ** 2 + (y / height) ** 2 < 1;
  for (let row = 0; row < HEIGHT; row += 1) {
    for (let column = 0; column < WIDTH; column += 1) {
      const [x, y] = [column / HEIGHT - WIDTH / HEIGHT / 2, row / HEIGHT];
      const isSomebody = within(x, y - 0.42, 0.15, 0.19) || within(x, y - 1.05, 0.38, 0.4);
      if (isSomebody) brightness[row * WIDTH + column] = Math.max(16, wall - SHADE);
    }
  }
  return brightness;
}
