/** The judge of recordings is judged on a file whose content is known. */
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect, test } from "vitest";

import { secondsHeard, secondsSeen, streamsOf } from "./recording.ts";
import { SIGNATURES } from "./signature.ts";

let folder: string;
let file: string;

/** The applicant for two seconds with the mediator beside, then the respondent's sound for one second. */
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "concord-recording-"));
  file = join(folder, "known.mp4");
  const { applicant, respondent, mediator } = SIGNATURES;
  const colour = ([r, g, b]: readonly number[]) =>
    `0x${Buffer.from([r ?? 0, g ?? 0, b ?? 0]).toString("hex")}`;
  const inputs = [
    `sine=f=${applicant.tone}:d=2,volume=1`,
    `sine=f=${respondent.tone}:d=1,volume=1`,
    `color=${colour(applicant.colour)}:s=320x360:r=15:d=3`,
    `color=${colour(mediator.colour)}:s=320x360:r=15:d=3`,
  ].flatMap((input) => ["-f", "lavfi", "-i", input]);
  const graph = "[0:a][1:a]concat=n=2:v=0:a=1[a];[2:v][3:v]hstack[v]";
  const out = [
    "-filter_complex",
    graph,
    "-map",
    "[v]",
    "-map",
    "[a]",
    "-c:v",
    "libx264",
    "-c:a",
    "aac",
    file,
  ];
  await promisify(execFile)("ffmpeg", ["-v", "error", ...inputs, ...out]);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

test("a file's streams and length are told", async () => {
  const { seconds, codecs } = await streamsOf(file);
  expect(codecs.sort()).toEqual(["aac", "h264"]);
  expect(seconds).toBeCloseTo(3, 0);
});

test("tones that are in a file are found for as long as they last, others not at all", async () => {
  const heard = await secondsHeard(file);
  expect(heard.applicant).toBeCloseTo(2, 0);
  expect(heard.respondent).toBeCloseTo(1, 0);
  expect([heard.mediator, heard.judge, heard.clerk, heard.latecomer]).toEqual([0, 0, 0, 0]);
});

test("colours that are in a picture are found side by side, others not at all", async () => {
  const seen = await secondsSeen(file);
  expect([seen.applicant, seen.mediator]).toEqual([3, 3]);
  expect([seen.respondent, seen.judge, seen.clerk, seen.latecomer]).toEqual([0, 0, 0, 0]);
});
