/** People whose network is not open: what reaches them, and by what. */
import { afterAll, beforeAll, expect } from "vitest";

import { admit, moveOn } from "./acts/chair.ts";
import { enterJointRoom, prepare, untilInRoom } from "./acts/entry.ts";
import { turnOn } from "./acts/room.ts";
import { freeTcpPort } from "./kit/server.ts";
import { type Actor, Stage } from "./kit/stage.ts";
import { story } from "./kit/story.ts";
import { untilPerceives } from "./kit/witness.ts";

let stage: Stage;
let mediator: Actor;
let applicant: Actor;

const step = story();

beforeAll(async () => {
  stage = await Stage.open({
    CONCORD_MEDIA__SHARDS: "1",
    CONCORD_MEDIA__TCP_PORT: String(await freeTcpPort()),
  });
});

afterAll(() => (stage as Stage | undefined)?.close());

step("somebody whose network lets no UDP out hears and sees, and is heard and seen", async () => {
  mediator = await stage.arrive("mediator", "mediation");
  applicant = await stage.arrive("applicant", "mediation", "no UDP");
  await prepare(applicant);
  await enterJointRoom(mediator);
  await admit(mediator, applicant.name);
  await untilInRoom(applicant);
  await moveOn(mediator, "in_session");
  for (const actor of [mediator, applicant]) await turnOn(actor);
  await untilPerceives(applicant.page, ["mediator"], ["mediator"]);
  await untilPerceives(mediator.page, ["applicant"], ["applicant"]);
});

step("only TCP carries it there, and only UDP to the others", async () => {
  const carriers = ({ page }: Actor) => page.evaluate(() => window.concordMonitor.carriers());
  expect(new Set(await carriers(applicant))).toEqual(new Set(["tcp"]));
  expect(new Set(await carriers(mediator))).toEqual(new Set(["udp"]));
});
