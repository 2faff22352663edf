/** What one person hears and sees, read from the monitor in their page. */
import type { Page } from "playwright-core";

import { goertzel } from "./goertzel.ts";
import { monitor, type Sighting } from "./monitor.ts";
import { HEARD, PEOPLE, type Person, SIGNATURES, SILENT } from "./signature.ts";

/** Puts the monitor into every document that `page` opens from now on. */
export async function watch(page: Page): Promise<void> {
  const senses = {
    tones: PEOPLE.map((person) => SIGNATURES[person].tone),
    colours: PEOPLE.map((person) => SIGNATURES[person].colour),
  };
  await page.addInitScript(`(${monitor.toString()})(${JSON.stringify(senses)}, ${goertzel.toString()})`);
}

/** What somebody perceived during a time. */
export interface Perception {
  /** The loudest each person was, 0 to 1. */
  loudness: Record<Person, number>;
  /** How many of the pictures looked at were in each person's colour. */
  pictures: Record<Person, number>;
  /** RTP packets that arrived. */
  packets: { audio: number; video: number };
}

/** Everything that reaches `page` while `during` runs. */
export async function perceive(page: Page, during: () => Promise<void>): Promise<Perception> {
  const from = Date.now();
  const before = await page.evaluate(() => window.concordMonitor.packets());
  await during();
  const after = await page.evaluate(() => window.concordMonitor.packets());
  const { heard, seen } = await sightings(page, from);
  return {
    loudness: perPerson(heard, (own) => Math.max(0, ...own.map(({ level }) => level))),
    pictures: perPerson(seen, (own) => own.length),
    packets: { audio: after.audio - before.audio, video: after.video - before.video },
  };
}

/** What the monitor noted since `from` (milliseconds since 1970). */
export async function sightings(page: Page, from: number): Promise<{ heard: Sighting[]; seen: Sighting[] }> {
  return page.evaluate((since) => {
    const recent = (noted: { at: number; who: number; level: number }[]) =>
      noted.filter(({ at }) => at >= since);
    return { heard: recent(window.concordMonitor.heard), seen: recent(window.concordMonitor.seen) };
  }, from);
}

/** Who was heard; fails on a loudness that is neither clearly a tone nor clearly none. */
export function heardIn({ loudness }: Perception): Person[] {
  for (const person of PEOPLE) {
    const level = loudness[person];
    if (level > SILENT && level < HEARD)
      throw new Error(`${person} is neither heard nor silent: ${level.toFixed(4)}`);
  }
  return PEOPLE.filter((person) => loudness[person] >= HEARD);
}

/** Who was seen: one picture is enough, because one would be too many. */
export function seenIn({ pictures }: Perception): Person[] {
  return PEOPLE.filter((person) => pictures[person] > 0);
}

/** How far back it is looked. A busy machine shows few pictures a second. */
const SETTLED_MS = 2_000;

/**
 * Resolves when, within SETTLED_MS, `page` heard each of `people` and saw each of `faces` at least once,
 * and nobody else at all. How long somebody is heard after that is for `perceive` to say.
 */
export async function untilPerceives(
  page: Page,
  people: Person[],
  faces: Person[],
  patience = 30_000,
): Promise<void> {
  const wanted = { people: indices(people), faces: indices(faces), HEARD, SETTLED_MS };
  try {
    await page.waitForFunction(settled, wanted, { timeout: patience, polling: 100 });
  } catch {
    const { heard, seen } = await sightings(page, Date.now() - SETTLED_MS);
    const names = (noted: Sighting[]) =>
      [
        ...new Set(noted.map(({ who, level }) => PEOPLE[who] ?? `#${level.toString(16).padStart(6, "0")}`)),
      ].join(", ");
    throw new Error(
      `expected to hear [${people.join(", ")}] and see [${faces.join(", ")}] within ${patience} ms; ` +
        `heard [${names(heard.filter(({ level }) => level >= HEARD))}], saw [${names(seen)}]`,
    );
  }
}

interface Wanted {
  people: number[];
  faces: number[];
  HEARD: number;
  SETTLED_MS: number;
}

/** Runs inside the page. */
function settled({ people, faces, HEARD, SETTLED_MS }: Wanted): boolean {
  const since = performance.timeOrigin + performance.now() - SETTLED_MS;
  const recent = (noted: Sighting[], least: number) =>
    [...new Set(noted.filter(({ at, level }) => at >= since && level >= least).map(({ who }) => who))]
      .sort()
      .join();
  const { heard, seen } = window.concordMonitor;
  return recent(heard, HEARD) === people.sort().join() && recent(seen, 0) === faces.sort().join();
}

function indices(people: Person[]): number[] {
  return people.map((person) => PEOPLE.indexOf(person));
}

function perPerson(noted: Sighting[], sum: (own: Sighting[]) => number): Record<Person, number> {
  const entries = PEOPLE.map(
    (person, index) => [person, sum(noted.filter(({ who }) => who === index))] as const,
  );
  return Object.fromEntries(entries) as Record<Person, number>;
}
