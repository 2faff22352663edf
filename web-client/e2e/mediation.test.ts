/**
 * A mediation from the waiting room to the end of its recording. Who hears and sees whom is measured
 * at every step from what arrives over the network, whatever the page shows of it.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";

import { afterAll, beforeAll, expect } from "vitest";

import {
  admit,
  everybodyBack,
  moveOn,
  startRecording,
  stopRecording,
  talkApart,
  untilRecording,
} from "./acts/chair.ts";
import { enterJointRoom, goToSession, prepare, untilInRoom } from "./acts/entry.ts";
import { download, verify } from "./acts/record.ts";
import { leave, openPanel, overhear, turn, turnOn, untilRead, write } from "./acts/room.ts";
import { picture } from "./kit/pictures.ts";
import { momentsHeard, secondsSeen } from "./kit/recording.ts";
import { type Actor, Stage } from "./kit/stage.ts";
import { story } from "./kit/story.ts";
import { heardIn, perceive, seenIn, untilPerceives } from "./kit/witness.ts";

/** How long silence is listened to. */
const OBSERVATION_MS = 3_000;
const SECRET = "底线是三万元";

let stage: Stage;
let mediator: Actor;
let applicant: Actor;
let respondent: Actor;
let toRespondent: () => string;

const step = story();

beforeAll(async () => {
  stage = await Stage.open();
});

afterAll(() => (stage as Stage | undefined)?.close());

step("three people sign in on three browsers and wait", async () => {
  mediator = await stage.arrive("mediator", "mediation");
  applicant = await stage.arrive("applicant", "mediation");
  respondent = await stage.arrive("respondent", "mediation");
  toRespondent = overhear(respondent.page);
  for (const party of [applicant, respondent]) await prepare(party);
  const perceived = await perceive(respondent.page, observe);
  expect(perceived.packets).toEqual({ audio: 0, video: 0 });
});

/** proves: INV-S01, MV-01 */
step("the mediator admits them, and all hear and see each other", async () => {
  await enterJointRoom(mediator);
  await admit(mediator, applicant.name);
  await admit(mediator, respondent.name);
  await Promise.all([untilInRoom(applicant), untilInRoom(respondent)]);
  await moveOn(mediator, "in_session");
  for (const actor of [mediator, applicant, respondent]) await turnOn(actor);
  await allPerceiveEachOther();
  await picture(mediator, "mediation");
});

/** proves: MV-06, INV-S06 */
step("a message to the room reaches everybody, one to the mediator only the mediator", async () => {
  await write(applicant, "大家好");
  await untilRead(respondent, "大家好");
  await write(applicant, SECRET, mediator.name);
  await untilRead(mediator, SECRET, applicant.name);
  expect(toRespondent()).not.toContain(SECRET);
});

/** proves: MV-03, INV-S01, INV-S02, INV-S04 */
step("in a caucus with the applicant, the respondent gets no packet and no word of it", async () => {
  await talkApart(mediator, "applicant");
  await untilPerceives(applicant.page, [], ["mediator"], 20_000);
  for (const actor of [mediator, applicant]) await turn(actor, "microphone", true);
  await untilPerceives(applicant.page, ["mediator"], ["mediator"]);
  await untilPerceives(mediator.page, ["applicant"], ["applicant"]);
  await untilPerceives(respondent.page, [], []);
  const heardBefore = toRespondent().length;
  const perceived = await perceive(respondent.page, async () => {
    await write(applicant, "只告诉您");
    await untilRead(mediator, "只告诉您");
    await observe();
  });
  expect(heardIn(perceived)).toEqual([]);
  expect(seenIn(perceived)).toEqual([]);
  expect(perceived.packets).toEqual({ audio: 0, video: 0 });
  await picture(mediator, "caucus");
  expect(toRespondent().slice(heardBefore)).not.toContain("只告诉您");
});

/** proves: INV-S02, INV-S05 */
step("the mediator goes to the other side, and the applicant hears nothing any more", async () => {
  await talkApart(mediator, "respondent");
  await untilPerceives(respondent.page, [], ["mediator"], 20_000);
  for (const actor of [mediator, respondent]) await turn(actor, "microphone", true);
  await untilPerceives(respondent.page, ["mediator"], ["mediator"]);
  await untilPerceives(applicant.page, [], []);
  const perceived = await perceive(applicant.page, observe);
  expect(perceived.packets).toEqual({ audio: 0, video: 0 });
});

step("everybody returns, with the microphone off until switched on", async () => {
  await everybodyBack(mediator);
  await untilPerceives(mediator.page, [], ["applicant", "respondent"], 20_000);
  for (const actor of [mediator, applicant, respondent]) await turnOn(actor);
  await allPerceiveEachOther();
  // From here on the mediator speaks in private only, so that a single tone of theirs in the record
  // would have come out of a caucus.
  await turn(mediator, "microphone", false);
});

/** proves: INV-R03, MV-05 */
step("everybody consents, and only then the recording starts", async () => {
  await applicant.page.getByTestId("consent-give").click();
  await openPanel(mediator, "course");
  await mediator.page.locator('[data-testid="recording.start"]:disabled').waitFor();
  await leave(respondent);
  await startRecording(mediator);
  for (const actor of [mediator, applicant]) await untilRecording(actor, "writing");
});

/** proves: INV-R03 */
step("who comes later must consent before they come in", async () => {
  await respondent.page.goto(stage.server.url);
  await goToSession(respondent, "mediation");
  await respondent.page.getByTestId("consent-give").click();
  await admit(mediator, respondent.name);
  await untilInRoom(respondent);
  await turnOn(respondent);
  await untilPerceives(applicant.page, ["respondent"], ["mediator", "respondent"], 20_000);
  await untilPerceives(respondent.page, ["applicant"], ["mediator", "applicant"]);
  await untilRecording(respondent, "writing");
});

/** proves: INV-S02, INV-R04, C3 */
step("what is said apart while the joint room is recorded stays apart", async () => {
  await talkApart(mediator, "applicant");
  await untilPerceives(applicant.page, [], ["mediator"], 20_000);
  for (const actor of [mediator, applicant]) await turn(actor, "microphone", true);
  await untilPerceives(applicant.page, ["mediator"], ["mediator"]);
  await write(applicant, "只告诉您第二次");
  await untilRead(mediator, "只告诉您第二次");
  await everybodyBack(mediator);
  await untilPerceives(respondent.page, [], ["mediator", "applicant"], 20_000);
  // The joint room paused while the mediator was away, so that the respondent speaks anew too.
  for (const party of [applicant, respondent]) await turn(party, "microphone", true);
  await untilPerceives(mediator.page, ["applicant", "respondent"], ["applicant", "respondent"]);
  const together = await perceive(mediator.page, observe);
  expect(heardIn(together)).toEqual(["applicant", "respondent"]);
});

/** proves: INV-R03, INV-A13 */
step("it stops when the mediator stops it, and the mediation is closed", async () => {
  await stopRecording(mediator);
  for (const actor of [mediator, applicant, respondent]) await untilRecording(actor, "off");
  await moveOn(mediator, "closed", "达成调解协议");
});

/** proves: INV-S02, INV-R05, INV-R07 */
step("the record holds the joint room and nothing of the caucus", async () => {
  const { archive, folder } = await download(mediator, stage.server);
  await verify(archive);
  const composite = join(folder, "composite.mp4");
  const [heard, seen] = [await momentsHeard(composite), await secondsSeen(composite)];
  expect(heard.applicant.length).toBeGreaterThan(10);
  expect(heard.respondent.length).toBeGreaterThan(10);
  expect(heard.mediator).toEqual([]);
  expect(seen.mediator).toBeGreaterThan(1);
  for (const file of ["chat.json", "events.jsonl"])
    expect(await readFile(join(folder, file), "utf8")).not.toContain("只告诉您");
});

async function allPerceiveEachOther(): Promise<void> {
  await untilPerceives(mediator.page, ["applicant", "respondent"], ["applicant", "respondent"], 30_000);
  await untilPerceives(applicant.page, ["mediator", "respondent"], ["mediator", "respondent"]);
  await untilPerceives(respondent.page, ["mediator", "applicant"], ["mediator", "applicant"]);
}

/** Time for something to leak: the length of an observation, never a wait for a state. */
function observe(): Promise<void> {
  return new Promise((done) => setTimeout(done, OBSERVATION_MS));
}
