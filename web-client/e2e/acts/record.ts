/** Taking the record home and checking it there, without the server that made it. */
import { execFile } from "node:child_process";
import { open, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { expect } from "vitest";

import type { Seat } from "../kit/browser.ts";
import { BINARIES, type Server } from "../kit/server.ts";

const run = promisify(execFile);
/** A minute of recording is made into a bundle in some ten seconds on an idle core. */
const FINALISING_MS = 120_000;

/** A bundle as it was downloaded, and unpacked beside. */
export interface Download {
  archive: string;
  folder: string;
}

/** Waits until the newest bundle is made, and takes it with somebody's own sign-in. */
export async function download({ context }: Seat, server: Server): Promise<Download> {
  const { request } = context;
  const recordings = `${server.url}/api/v1/recordings`;
  await expect
    .poll(async () => (await newest()).state, { timeout: FINALISING_MS, interval: 500 })
    .toBe("ready");
  const { id } = await newest();
  const answer = await request.get(`${recordings}/${id}/archive`);
  expect(answer.status()).toBe(200);
  const folder = join(server.folder, `record-${id}`);
  const archive = `${folder}.zip`;
  await writeFile(archive, await answer.body());
  await run("unzip", ["-q", archive, "-d", folder]);
  return { archive, folder };

  async function newest(): Promise<{ id: string; state: string }> {
    const { items } = (await (await request.get(recordings)).json()) as {
      items: { id: string; state: string }[];
    };
    return items[0] ?? { id: "", state: "none" };
  }
}

/** `concord record verify`: passes, or throws with what it says. */
export async function verify(record: string): Promise<void> {
  await run(join(BINARIES, "concord"), ["record", "verify", record]);
}

/** Changes one bit in the middle of a file; changes it back when done again. */
export async function flip(path: string): Promise<void> {
  const file = await open(path, "r+");
  const { size } = await file.stat();
  const byte = Buffer.alloc(1);
  const at = Math.floor(size / 2);
  await file.read(byte, 0, 1, at);
  byte.writeUInt8((byte[0] ?? 0) ^ 1);
  await file.write(byte, 0, 1, at);
  await file.close();
}
