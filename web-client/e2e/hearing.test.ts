/** A hearing from its opening to the verified record, with what everybody heard and saw measured. */
import { execFile } from "node:child_process";
import { open, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { afterAll, beforeAll, expect } from "vitest";

import { admit, giveFloor, moveOn, takeFloor, untilRecording } from "./acts/chair.ts";
import { enterJointRoom, prepare, untilInRoom } from "./acts/entry.ts";
import { openPanel, turn, turnOn, write } from "./acts/room.ts";
import { print } from "./kit/figures.ts";
import { picture } from "./kit/pictures.ts";
import { secondsHeard, secondsSeen, streamsOf } from "./kit/recording.ts";
import { BINARIES } from "./kit/server.ts";
import { type Actor, Stage } from "./kit/stage.ts";
import { story } from "./kit/story.ts";
import { heardIn, perceive, seenIn, untilPerceives } from "./kit/witness.ts";

const OBSERVATION_MS = 3_000;
/** A minute of hearing is made into a bundle in some ten seconds on an idle core. */
const FINALISING_MS = 120_000;

let stage: Stage;
let judge: Actor;
let clerk: Actor;
let applicant: Actor;
let respondent: Actor;
let archive: string;
let bundle: string;

const step = story();

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => (stage as Stage | undefined)?.close());

step("judge, clerk and both parties come in", async () => {
  judge = await stage.arrive("judge", "hearing");
  clerk = await stage.arrive("clerk", "hearing");
  applicant = await stage.arrive("applicant", "hearing");
  respondent = await stage.arrive("respondent", "hearing");
  for (const party of [applicant, respondent]) await prepare(party);
  for (const staff of [judge, clerk]) await enterJointRoom(staff);
  for (const party of [applicant, respondent]) await admit(clerk, party.name);
  await Promise.all([untilInRoom(applicant), untilInRoom(respondent)]);
});

/** proves: HE-06, INV-R01, INV-R02 */
step("the judge opens it, and the recording starts with it", async () => {
  await moveOn(judge, "in_session");
  for (const actor of [judge, clerk, applicant, respondent]) await untilRecording(actor, "writing");
  await openPanel(judge, "course");
  expect(await judge.page.getByTestId("recording.stop").count()).toBe(0);
});

/** proves: HE-08 */
step("only the judge is heard", async () => {
  await turnOn(judge);
  for (const actor of [applicant, respondent, clerk]) await turn(actor, "camera", true);
  await untilPerceives(applicant.page, ["judge"], ["judge", "respondent", "clerk"], 30_000);
  await untilPerceives(respondent.page, ["judge"], ["judge", "applicant", "clerk"]);
  const perceived = await perceive(judge.page, observe);
  expect(heardIn(perceived)).toEqual([]);
  expect(seenIn(perceived)).toEqual(["applicant", "respondent", "clerk"]);
});

/** proves: HE-08 */
step("the floor is given, and taken again", async () => {
  await giveFloor(judge, applicant.name);
  await turn(applicant, "microphone", true);
  await untilPerceives(respondent.page, ["judge", "applicant"], ["judge", "applicant", "clerk"]);
  await picture(judge, "hearing");
  await takeFloor(judge, applicant.name);
  await untilPerceives(respondent.page, ["judge"], ["judge", "applicant", "clerk"]);
  const perceived = await perceive(respondent.page, observe);
  expect(heardIn(perceived)).toEqual(["judge"]);
  await write(judge, "请被申请人准备陈述");
});

/** proves: INV-R02, INV-R05 */
step("the clerk sees how much is safely on disk, and it goes on", async () => {
  const safe = clerk.page.getByTestId("safe-until");
  const first = await safe.textContent();
  await clerk.page.waitForFunction(
    (before) => document.querySelector('[data-testid="safe-until"]')?.textContent !== before,
    first,
  );
});

/** proves: INV-R01, INV-R08 */
step("the judge closes it, and the clerk downloads the record", async () => {
  await moveOn(judge, "minutes_review");
  await moveOn(judge, "closed");
  archive = await download(clerk);
  bundle = await unpack(archive);
  print(`bundle: ${((await stat(archive)).size / 1e6).toFixed(1)} MB`);
});

/** proves: INV-R05, INV-R10 */
step("the record holds what was heard and seen, and nothing else", async () => {
  const composite = join(bundle, "composite.mp4");
  const { seconds, codecs } = await streamsOf(composite);
  expect(codecs).toContain("h264");
  expect(codecs).toContain("aac");
  const [heard, seen] = [await secondsHeard(composite), await secondsSeen(composite)];
  expect(heard.judge).toBeGreaterThan(OBSERVATION_MS / 1_000);
  expect(heard.applicant).toBeGreaterThan(0.5);
  expect([heard.respondent, heard.mediator, heard.latecomer]).toEqual([0, 0, 0]);
  expect(seen.judge).toBeGreaterThan(OBSERVATION_MS / 1_000);
  expect(seen.mediator).toBe(0);
  print(`composite: ${seconds.toFixed(1)} s, ${codecs.join(" + ")}`);
});

/** proves: INV-R07, INV-R10 */
step("it verifies, and with one byte changed it names the file", async () => {
  await verify(archive);
  await verify(bundle);
  const file = "composite.mp4";
  await flip(join(bundle, file));
  await expect(verify(bundle)).rejects.toThrow(file);
});

/** Waits until the bundle is made, and takes it with the clerk's own sign-in. */
async function download({ context }: Actor): Promise<string> {
  const { request } = context;
  const recordings = `${stage.server.url}/api/v1/recordings`;
  await expect
    .poll(async () => (await newest(recordings)).state, { timeout: FINALISING_MS, interval: 500 })
    .toBe("ready");
  const { id } = await newest(recordings);
  const archive = await request.get(`${recordings}/${id}/archive`);
  expect(archive.status()).toBe(200);
  const path = join(stage.server.folder, "downloaded.zip");
  await writeFile(path, await archive.body());
  return path;

  async function newest(list: string): Promise<{ id: string; state: string }> {
    const { items } = (await (await request.get(list)).json()) as { items: { id: string; state: string }[] };
    return items[0] ?? { id: "", state: "none" };
  }
}

async function unpack(path: string): Promise<string> {
  const folder = path.replace(".zip", "");
  await promisify(execFile)("unzip", ["-q", path, "-d", folder]);
  return folder;
}

/** `concord record verify`, as somebody without the server would run it. */
async function verify(folder: string): Promise<void> {
  await promisify(execFile)(join(BINARIES, "concord"), ["record", "verify", folder]);
}

async function flip(path: string): Promise<void> {
  const file = await open(path, "r+");
  const { size } = await file.stat();
  const byte = Buffer.alloc(1);
  const at = Math.floor(size / 2);
  await file.read(byte, 0, 1, at);
  byte.writeUInt8((byte[0] ?? 0) ^ 1);
  await file.write(byte, 0, 1, at);
  await file.close();
}

function observe(): Promise<void> {
  return new Promise((done) => setTimeout(done, OBSERVATION_MS));
}
