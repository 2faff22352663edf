/** Figures of the journey that people feel, each taken many times: `make bench-journey`. */
import { afterAll, beforeAll, test } from "vitest";

import { admit, everybodyBack, moveOn, talkApart } from "./acts/chair.ts";
import { enterJointRoom, prepare, untilInRoom } from "./acts/entry.ts";
import { turn, turnOn } from "./acts/room.ts";
import { report } from "./kit/figures.ts";
import { HEARD, PEOPLE, type Person } from "./kit/signature.ts";
import { type Actor, Stage } from "./kit/stage.ts";
import { sightings, untilPerceives } from "./kit/witness.ts";

const TIMES = Number(process.env.TIMES ?? 20);

let stage: Stage;
let mediator: Actor;
let applicant: Actor;
let respondent: Actor;

beforeAll(async () => {
  stage = await Stage.open();
  mediator = await stage.arrive("mediator", "mediation");
  applicant = await stage.arrive("applicant", "mediation");
  respondent = await stage.arrive("respondent", "mediation");
  for (const party of [applicant, respondent]) await prepare(party);
  await enterJointRoom(mediator);
  for (const party of [applicant, respondent]) await admit(mediator, party.name);
  await Promise.all([untilInRoom(applicant), untilInRoom(respondent)]);
  await moveOn(mediator, "in_session");
  for (const actor of [mediator, applicant, respondent]) await turnOn(actor);
});

afterAll(() => (stage as Stage | undefined)?.close());

test(`from coming back to the page to the first picture, ${TIMES} times`, async () => {
  const times: number[] = [];
  for (let i = 0; i < TIMES; i += 1) {
    const began = Date.now();
    await respondent.page.reload();
    times.push((await firstSince(respondent, "seen", "mediator", began)) - began);
  }
  report("from entering to the first remote picture", times);
});

test(`into a caucus and back, ${TIMES} times`, async () => {
  const lastOld: number[] = [];
  const firstNew: number[] = [];
  for (let i = 0; i < TIMES; i += 1) {
    for (const actor of [mediator, applicant, respondent]) await turn(actor, "microphone", true);
    await untilPerceives(respondent.page, ["mediator", "applicant"], ["mediator", "applicant"]);
    const asked = Date.now();
    await talkApart(mediator, "applicant");
    for (const actor of [mediator, applicant]) await turn(actor, "microphone", true);
    const on = Date.now();
    firstNew.push((await firstSince(applicant, "heard", "mediator", on)) - on);
    lastOld.push((await respondent.page.evaluate(() => window.concordMonitor.lastPacket("audio"))) - asked);
    await everybodyBack(mediator);
    await untilPerceives(mediator.page, [], ["applicant", "respondent"], 20_000);
  }
  report("caucus: from the click to the last packet in the old room", lastOld);
  report("caucus: from the microphone to the first sound in the new room", firstNew);
});

/** When `person` was first perceived after `since`. */
async function firstSince(
  by: Actor,
  sense: "seen" | "heard",
  person: Person,
  since: number,
): Promise<number> {
  const wanted = { sense, who: PEOPLE.indexOf(person), since, least: sense === "heard" ? HEARD : 0 };
  await by.page.waitForFunction(
    ({ sense, who, since, least }) =>
      window.concordMonitor[sense].some(
        (noted) => noted.who === who && noted.at >= since && noted.level >= least,
      ),
    wanted,
    { polling: 50 },
  );
  const noted = (await sightings(by.page, since))[sense];
  return noted.find(({ who, level }) => who === wanted.who && level >= wanted.least)?.at ?? Number.NaN;
}
