/**
 * The day of an institution's administration, in both languages: a colleague gets an account and
 * loses it again, what is under way is seen, and the figures are taken away.
 *
 * proves: MC-17, ID-05, ST-01
 */
import { readFile } from "node:fs/promises";

import type { Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import en from "../src/i18n/en.ts";
import zhCN from "../src/i18n/zh-CN.ts";
import { moveOn } from "./acts/chair.ts";
import { enterJointRoom, goToSession, signIn } from "./acts/entry.ts";
import { openPanel } from "./acts/room.ts";
import { bringAxe, graveFaults } from "./kit/axe.ts";
import { seat, type Seat } from "./kit/browser.ts";
import { Stage } from "./kit/stage.ts";

const TEXTS = { "zh-CN": zhCN, en };
const NEW_PASSWORD = "春天的院子里有一棵石榴树2026";

let stage: Stage;
let seats: Seat[] = [];

beforeAll(async () => {
  stage = await Stage.open();
});

afterEach(async () => {
  await Promise.all(seats.map((one) => one.close()));
  seats = [];
});

afterAll(() => (stage as Stage | undefined)?.close());

describe.each([
  ["zh-CN", "孙悦", "13911110001"],
  ["en", "Amy Sun", "13911110002"],
] as const)("in %s", (language, name, mobile) => {
  const { administration: words, common, home } = TEXTS[language];

  test("a colleague gets an account, and loses it again", async () => {
    const { page } = await administrator();
    await openOffice(page, common.colleagues);
    await page.getByRole("button", { name: words.newColleague }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: words.make }).click();
    await dialog.getByText(words.nameNeeded).waitFor();
    expect(await graveFaults(page)).toEqual([]);
    await dialog.getByLabel(words.name).fill(name);
    await dialog.getByLabel(words.mobile).fill(mobile);
    await dialog.getByRole("button", { name: words.make }).click();
    const password = await dialog.getByLabel(words.firstPassword).inputValue();
    expect(await graveFaults(page)).toEqual([]);
    await dialog.getByRole("button", { name: words.noted }).click();

    const colleague = await someone();
    await signIn(colleague, stage.server.url, { role: "", identity: mobile, password });
    expect(new URL(colleague.page.url()).pathname).toBe("/password");
    await colleague.page.locator("input[autocomplete=current-password]").fill(password);
    for (const field of await colleague.page.locator("input[autocomplete=new-password]").all())
      await field.fill(NEW_PASSWORD);
    await colleague.page.locator("form button[type=submit]").click();
    await colleague.page.waitForURL((at) => at.pathname === "/");

    await page.getByRole("searchbox").fill(name);
    await page.getByRole("button", { name: words.search }).click();
    await page.getByRole("listitem").filter({ hasText: name }).getByRole("button").click();
    await dialog.getByRole("button", { name: words.disable }).click();
    await page.getByText(words.disabled).waitFor();
    expect(await graveFaults(page)).toEqual([]);
    await colleague.page.reload();
    await colleague.page.waitForURL((at) => at.pathname === "/sign-in");
  });

  test("what is under way is seen, and nothing of what is said", async () => {
    const mediator = await someone();
    await signIn(mediator, stage.server.url, stage.loginOf("mediator"));
    await goToSession(mediator, "mediation");
    await enterJointRoom(mediator);
    // The second language finds it as the first has left it.
    const begins = mediator.page.getByTestId("to-in_session");
    await openPanel(mediator, "course");
    if (await begins.isVisible()) await moveOn(mediator, "in_session");
    const { page } = await administrator();
    await openOffice(page, common.desk);
    const row = page.getByRole("listitem").filter({ hasText: home.kind_mediation });
    await row.getByText(home.phase_in_session).waitFor();
    expect(await graveFaults(page)).toEqual([]);
  });

  test("what was to be sent to people is seen, for whoever passes it on", async () => {
    const { page } = await administrator();
    await openOffice(page, common.notices);
    await page.getByRole("heading", { name: words.notices }).waitFor();
    expect(await graveFaults(page)).toEqual([]);
  });

  test("the figures of the mediators can be taken away", async () => {
    const { page } = await administrator();
    await openOffice(page, common.statistics);
    const row = page.getByRole("row").filter({ hasText: "林和" });
    await row.waitFor();
    expect(await graveFaults(page)).toEqual([]);
    await page.getByText(words.period_all).click();
    const arriving = page.waitForEvent("download");
    await page.getByRole("link", { name: words.table }).click();
    const table = await readFile(await (await arriving).path(), "utf8");
    expect(table).toContain("林和");
    const workbook = page.waitForEvent("download");
    await page.getByRole("link", { name: words.workbook }).click();
    expect((await workbook).suggestedFilename()).toBe("mediators.xlsx");
  });

  async function administrator(): Promise<Seat> {
    const one = await someone();
    await signIn(one, stage.server.url, stage.loginOf("administrator"));
    if (language === "en") await one.page.locator(".display-choices button").last().click();
    await one.page.getByRole("button", { name: common.administration }).waitFor();
    return one;
  }
});

async function someone(): Promise<Seat> {
  const one = await seat("clerk");
  await bringAxe(one.context);
  seats.push(one);
  return one;
}

/** By keyboard alone, from the button to the page. */
async function openOffice(page: Page, name: string): Promise<void> {
  await page.getByTestId("administration").press("Enter");
  const link = page.locator("#administration-pages").getByRole("link", { name });
  expect(await graveFaults(page)).toEqual([]);
  await link.press("Enter");
  await link.waitFor({ state: "hidden" });
}
