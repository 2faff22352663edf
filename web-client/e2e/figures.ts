/** Figures of the journey that people feel, each taken many times: `make bench-journey`. */
import { afterAll, beforeAll, test } from "vitest";

import { admit, everybodyBack, moveOn, talkApart } from "./acts/chair.ts";
import { enterJointRoom, prepare, untilInRoom } from "./acts/entry.ts";
import { turn } from "./acts/room.ts";
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
  for (const actor of [mediator, applicant, respondent]) await turn(actor, "camera", true);
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

/** Each time the mediator leaves the applicant's caucus for the respondent's. */
test(`from one caucus to the other, ${TIMES} times`, async () => {
  const [lastOld, firstNew, firstWord]: [number[], number[], number[]] = [[], [], []];
  for (let i = 0; i < TIMES; i += 1) {
    await talkApart(mediator, "applicant");
    await turn(mediator, "microphone", true);
    await untilPerceives(applicant.page, ["mediator"], ["mediator"], 20_000);
    await untilPerceives(respondent.page, [], []);
    const asked = Date.now();
    await talkApart(mediator, "respondent");
    firstNew.push((await firstSince(respondent, "seen", "mediator", asked)) - asked);
    const spoke = Date.now();
    await turn(mediator, "microphone", true);
    firstWord.push((await firstSince(respondent, "heard", "mediator", spoke)) - spoke);
    await untilPerceives(applicant.page, [], []);
    lastOld.push((await last(applicant, "heard", "mediator")) - asked);
    await everybodyBack(mediator);
    await untilPerceives(mediator.page, [], ["applicant", "respondent"], 20_000);
  }
  report("caucus: from the click to the last sound in the old room", lastOld);
  report("caucus: from the click to the first picture in the new room", firstNew);
  report("caucus: from the microphone's button to the first sound in the new room", firstWord);
});

/** When `person` was last perceived: later than their last packet by what the jitter buffer holds. */
async function last(by: Actor, sense: "seen" | "heard", person: Person): Promise<number> {
  const noted = (await sightings(by.page, 0))[sense];
  return noted.findLast(({ who }) => who === PEOPLE.indexOf(person))?.at ?? Number.NaN;
}

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
