/** A hearing from its opening to the verified record, with what everybody heard and saw measured. */
import { readdir, readFile, stat } from "node:fs/promises";
import { join, relative } from "node:path";

import { afterAll, beforeAll, expect } from "vitest";

import { admit, giveFloor, moveOn, takeFloor, untilRecording } from "./acts/chair.ts";
import { enterJointRoom, prepare, untilInRoom } from "./acts/entry.ts";
import { type Download, download, flip, verify } from "./acts/record.ts";
import { openPanel, turn, turnOn, write } from "./acts/room.ts";
import { print } from "./kit/figures.ts";
import { picture } from "./kit/pictures.ts";
import { secondsHeard, secondsSeen, streamsOf } from "./kit/recording.ts";
import { type Actor, Stage } from "./kit/stage.ts";
import { story } from "./kit/story.ts";
import { heardIn, perceive, seenIn, untilPerceives } from "./kit/witness.ts";

const OBSERVATION_MS = 3_000;

let stage: Stage;
let judge: Actor;
let clerk: Actor;
let applicant: Actor;
let respondent: Actor;
let record: Download;

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
  const statement = await perceive(respondent.page, observe);
  expect(heardIn(statement)).toEqual(["applicant", "judge"]);
  await picture(judge, "hearing");
  await takeFloor(judge, applicant.name);
  await untilPerceives(respondent.page, ["judge"], ["judge", "applicant", "clerk"]);
  const perceived = await perceive(respondent.page, observe);
  expect(heardIn(perceived)).toEqual(["judge"]);
  await write(judge, "请被申请人准备陈述");
});

/** proves: INV-A03 */
step("the emblem and the names of the bench have their place", async () => {
  await respondent.page.locator(".session-head .court-mark").waitFor();
  const bench = respondent.page.locator('[data-seats="bench"]');
  await bench.getByText(judge.name).first().waitFor();
});

/** proves: HE-07 */
step("somebody who is pressed becomes large, for that viewer only", async () => {
  const large = ({ page }: Actor) => page.locator('.tile-press[aria-pressed="true"]');
  const judges = respondent.page.getByTestId("tile").filter({ hasText: judge.name });
  await judges.locator(".tile-press").click();
  await large(respondent).waitFor();
  for (const other of [judge, applicant]) expect(await large(other).count()).toBe(0);
  await large(respondent).click();
  await large(respondent).waitFor({ state: "detached" });
});

/** proves: HE-09 */
step("who pauses the others' pictures is sent none, and hears them all the same", async () => {
  await respondent.page.getByTestId("control-faces").click();
  await untilPerceives(respondent.page, ["judge"], []);
  const { packets, ...perceived } = await perceive(respondent.page, observe);
  expect(packets.video).toBe(0);
  expect(heardIn({ packets, ...perceived })).toEqual(["judge"]);
  await respondent.page.getByTestId("control-faces").click();
  await untilPerceives(respondent.page, ["judge"], ["judge", "applicant", "clerk"]);
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
  record = await download(clerk, stage.server);
  print(`bundle: ${((await stat(record.archive)).size / 1e6).toFixed(1)} MB`);
});

/** proves: INV-R05, INV-R10 */
step("the record holds what was heard and seen, and nothing else", async () => {
  const composite = join(record.folder, "composite.mp4");
  const { seconds, codecs } = await streamsOf(composite);
  expect(codecs).toContain("h264");
  expect(codecs).toContain("aac");
  const [heard, seen] = [await secondsHeard(composite), await secondsSeen(composite)];
  expect(heard.judge).toBeGreaterThan(OBSERVATION_MS / 1_000);
  expect(heard.applicant).toBeGreaterThan(OBSERVATION_MS / 2_000);
  expect([heard.respondent, heard.mediator, heard.latecomer]).toEqual([0, 0, 0]);
  expect(seen.judge).toBeGreaterThan(OBSERVATION_MS / 1_000);
  expect(seen.mediator).toBe(0);
  print(`composite: ${seconds.toFixed(1)} s, ${codecs.join(" + ")}`);
});

/** proves: INV-R07, INV-R10 */
step("it verifies, and with one byte changed in any file it names the file", async () => {
  const { archive, folder } = record;
  await verify(archive);
  await verify(folder);
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  for (const file of files) {
    await flip(file);
    await expect(verify(folder), file).rejects.toThrow(relative(folder, file));
    await flip(file);
  }
  await verify(folder);
});

step("it has a file for each person, what was written, and what happened", async () => {
  const audio = await readdir(join(record.folder, "audio"));
  for (const { name: person } of [judge, applicant])
    expect(audio.filter((name) => name.includes(person) && name.endsWith(".webm"))).toHaveLength(1);
  const chat = await readFile(join(record.folder, "chat.json"), "utf8");
  expect(chat).toContain("请被申请人准备陈述");
  const events = await readFile(join(record.folder, "events.jsonl"), "utf8");
  for (const event of ["floor", "phase", "chat"]) expect(events).toContain(`"type":"${event}"`);
});

function observe(): Promise<void> {
  return new Promise((done) => setTimeout(done, OBSERVATION_MS));
}
