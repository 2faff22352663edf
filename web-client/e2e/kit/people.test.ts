/** The measuring kit is measured first: a detector that finds nothing would pass every other test. */
import { createServer, type Server } from "node:http";

import { afterAll, beforeAll, expect, test } from "vitest";

import { seat, type Seat } from "./browser.ts";
import { heardIn, perceive, seenIn, untilPerceives } from "./witness.ts";

let server: Server;
let url: string;
let people: [Seat, Seat];

beforeAll(async () => {
  server = createServer((_, response) =>
    response.setHeader("content-type", "text/html").end("<!doctype html><title>loopback</title>"),
  );
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  url = `http://127.0.0.1:${(server.address() as { port: number }).port}/`;
  people = await Promise.all([seat("applicant"), seat("respondent")]);
  await Promise.all(people.map(({ page }) => page.goto(url)));
  await connect(people[0], people[1]);
});

afterAll(async () => {
  await Promise.all(people.map((person) => person.close()));
  server.close();
});

test("an allowed path is heard and seen, and a person not sending is not", async () => {
  const [, respondent] = people;
  await untilPerceives(respondent.page, ["applicant"], ["applicant"]);
  const perceived = await perceive(respondent.page, () => pause(1_500));
  expect(heardIn(perceived)).toEqual(["applicant"]);
  expect(seenIn(perceived)).toEqual(["applicant"]);
  expect(perceived.packets.audio).toBeGreaterThan(20);
});

test("a forbidden path is silent: no tone, no picture, no packet", async () => {
  const [applicant] = people;
  const perceived = await perceive(applicant.page, () => pause(1_500));
  expect(heardIn(perceived)).toEqual([]);
  expect(seenIn(perceived)).toEqual([]);
  expect(perceived.packets).toEqual({ audio: 0, video: 0 });
});

test("a leak of a fifth of a second is found, even when the page plays nothing", async () => {
  const [applicant, respondent] = people;
  await send(respondent, false);
  await untilPerceives(applicant.page, [], []);
  const perceived = await perceive(applicant.page, async () => {
    await send(respondent, true);
    await pause(200);
    await send(respondent, false);
    await pause(500);
  });
  expect(heardIn(perceived)).toEqual(["respondent"]);
  expect(seenIn(perceived)).toEqual(["respondent"]);
});

test("a tone that falls silent is no longer heard", async () => {
  const [applicant, respondent] = people;
  await send(applicant, false);
  await untilPerceives(respondent.page, [], []);
  await send(applicant, true);
  await untilPerceives(respondent.page, ["applicant"], ["applicant"]);
});

/** Time for something to leak: the length of an observation, never a wait for a state. */
function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}

/** Joins two pages by a plain peer connection; only the first one sends. */
async function connect(first: Seat, second: Seat): Promise<void> {
  const offer = await first.page.evaluate(async () => {
    const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    const connection = (window.loopback = new RTCPeerConnection());
    for (const track of media.getTracks()) connection.addTrack(track, media);
    await connection.setLocalDescription(await connection.createOffer());
    await new Promise((done) =>
      connection.addEventListener(
        "icegatheringstatechange",
        () => connection.iceGatheringState === "complete" && done(null),
      ),
    );
    return connection.localDescription?.sdp ?? "";
  });
  const answer = await second.page.evaluate(async (sdp) => {
    const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
    const connection = (window.loopback = new RTCPeerConnection());
    await connection.setRemoteDescription({ type: "offer", sdp });
    for (const track of media.getTracks()) await connection.addTrack(track, media).replaceTrack(null);
    window.kept = media.getTracks();
    await connection.setLocalDescription(await connection.createAnswer());
    await new Promise((done) =>
      connection.addEventListener(
        "icegatheringstatechange",
        () => connection.iceGatheringState === "complete" && done(null),
      ),
    );
    return connection.localDescription?.sdp ?? "";
  }, offer);
  await first.page.evaluate((sdp) => window.loopback.setRemoteDescription({ type: "answer", sdp }), answer);
}

/** Lets a person's tracks go out, or not. */
async function send({ page }: Seat, on: boolean): Promise<void> {
  await page.evaluate(async (sending) => {
    const senders = window.loopback.getSenders();
    const kept = (window.kept ??= senders.flatMap(({ track }) => track ?? []));
    await Promise.all(senders.map((sender, i) => sender.replaceTrack(sending ? (kept[i] ?? null) : null)));
  }, on);
}

declare global {
  interface Window {
    loopback: RTCPeerConnection;
    kept: MediaStreamTrack[] | undefined;
  }
}
