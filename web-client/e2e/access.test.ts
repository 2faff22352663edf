/**
 * Pages can be used by everybody: axe finds nothing grave, nothing sticks out sideways, and no page
 * complains in the console; on a desk and on a phone, in normal and in large letters.
 */
import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { moveOn, untilRecording } from "./acts/chair.ts";
import { enterJointRoom, goToSession, type Kind, prepare, signIn } from "./acts/entry.ts";
import { download } from "./acts/record.ts";
import { openPanel, type Panel, turnOn, write } from "./acts/room.ts";
import { bringAxe, graveFaults } from "./kit/axe.ts";
import { seat, type Seat } from "./kit/browser.ts";
import { faultless, SIZES } from "./kit/faultless.ts";
import type { Person } from "./kit/signature.ts";
import { Stage } from "./kit/stage.ts";

let stage: Stage;
let visitor: Seat;

beforeAll(async () => {
  stage = await Stage.open();
});

afterEach(() => (visitor as Seat | undefined)?.close());

afterAll(() => (stage as Stage | undefined)?.close());

describe.each(["desk", "phone"] as const)("on a %s", (size) => {
  test("the door", async () => {
    await visit("applicant", size);
    const { page } = visitor;
    await page.goto(`${stage.server.url}/sign-in`);
    await faultless(visitor);
    await page.locator("button[type=submit]").click();
    await page.locator("[aria-invalid=true]").first().waitFor();
    await faultless(visitor);
  });

  test.each(["applicant", "mediator", "clerk"] as const)("the office of the %s", async (person) => {
    await visit(person, size);
    await signIn(visitor, stage.server.url, stage.loginOf(person));
    const { page } = visitor;
    await page.locator("article.session-card").first().waitFor();
    await faultless(visitor);
    for (const path of ["/cases", "/records", "/account", "/nowhere"]) {
      await page.goto(stage.server.url + path);
      await goodOnceOpen(page);
    }
    await page.goto(`${stage.server.url}/cases`);
    await page.locator('main a[href^="/cases/"]').first().click();
    await page.waitForURL(/\/cases\/.+/);
    await goodOnceOpen(page);
  });

  test("the office of the administration", async () => {
    await visit("clerk", size);
    await signIn(visitor, stage.server.url, stage.loginOf("administrator"));
    for (const path of ["/", "/cases", "/desk", "/colleagues", "/statistics"]) {
      await visitor.page.goto(stage.server.url + path);
      await goodOnceOpen(visitor.page);
    }
  });

  test("the waiting room of a party", async () => {
    await visit("applicant", size);
    await arrive("applicant", "mediation");
    await visitor.page.locator('[data-testid="confirm-notices"], [data-testid="report-devices"]').waitFor();
    await faultless(visitor);
    await prepare(visitor);
    await faultless(visitor);
  });

  test.each<[Person, Kind, Panel[]]>([
    ["mediator", "mediation", ["chat", "people", "course", "rooms"]],
    ["judge", "hearing", ["chat", "people", "course", "floor"]],
  ])("the room of the %s", async (person, kind, panels) => {
    await visit(person, size);
    await arrive(person, kind);
    await enterJointRoom(visitor);
    await faultless(visitor);
    for (const panel of panels) {
      await openPanel(visitor, panel);
      await faultless(visitor);
      const close = visitor.page.locator(".panel-close");
      if (size === "phone" && (await close.isVisible())) await close.click();
    }
  });
});

test("a sign-in that ended is renewed over the page, and Escape does not get around it", async () => {
  await visit("mediator", "phone");
  const { page, context } = visitor;
  const { password } = stage.loginOf("mediator");
  await signIn(visitor, stage.server.url, stage.loginOf("mediator"));
  await context.clearCookies();
  await page.locator('nav a[href="/cases"]').click();
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  expect(await graveFaults(page)).toEqual([]);
  for (let times = 0; times < 3; times++) await page.keyboard.press("Escape");
  await dialog.locator("input[autocomplete=current-password]").fill(password);
  await dialog.locator("button[type=submit]").click();
  await dialog.waitFor({ state: "detached" });
  await page.locator('main a[href^="/cases/"]').first().waitFor();
});

test("the record of a hearing", async () => {
  await visit("judge", "desk");
  await arrive("judge", "hearing");
  await enterJointRoom(visitor);
  await turnOn(visitor);
  await moveOn(visitor, "in_session");
  await untilRecording(visitor, "writing");
  await write(visitor, "现在开庭");
  await moveOn(visitor, "minutes_review");
  await moveOn(visitor, "closed");
  await download(visitor, stage.server);
  await visitor.close();
  await visit("clerk", "desk");
  await signIn(visitor, stage.server.url, stage.loginOf("clerk"));
  const { page } = visitor;
  for (const size of ["desk", "phone"] as const) {
    await page.setViewportSize(SIZES[size]);
    await page.goto(`${stage.server.url}/records`);
    await goodOnceOpen(page);
    await page.locator('main a[href^="/records/"]').first().click();
    await page.waitForFunction(() => (document.querySelector("video")?.readyState ?? 0) >= 2);
    await goodOnceOpen(page);
  }
});

async function visit(person: Person, size: keyof typeof SIZES): Promise<void> {
  visitor = await seat(person);
  await bringAxe(visitor.context);
  await visitor.page.setViewportSize(SIZES[size]);
}

async function arrive(person: Person, kind: Kind): Promise<void> {
  await signIn(visitor, stage.server.url, stage.loginOf(person));
  await goToSession(visitor, kind);
}

async function goodOnceOpen(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor();
  await page.locator(".state:has(.spinner)").first().waitFor({ state: "detached" });
  await faultless(visitor);
}
