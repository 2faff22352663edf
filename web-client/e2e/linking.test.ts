/**
 * Ways into a case, in both languages: somebody takes note of a case that names them, and somebody
 * speaks for a party with a code. Each page is looked at by axe, on a desk and on a phone.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { openPart } from "./acts/casework.ts";
import { signIn } from "./acts/entry.ts";
import { bringAxe, graveFaults } from "./kit/axe.ts";
import { seat, type Seat } from "./kit/browser.ts";
import { faultless, SIZES } from "./kit/faultless.ts";
import type { Person } from "./kit/signature.ts";
import { Stage } from "./kit/stage.ts";

const PASSWORD = "槐树下的石桌有四条腿2026";

let stage: Stage;
let seats: Seat[] = [];

beforeAll(async () => {
  stage = await Stage.open();
});

afterEach(async () => {
  for (const one of seats) await one.close();
  seats = [];
});

afterAll(() => (stage as Stage | undefined)?.close());

describe.each([
  ["zh-CN", "13800000101", "13800000102"],
  ["en", "13800000201", "13800000202"],
] as const)("in %s", (language, named, agent) => {
  /** proves: ID-19 */
  test("a defendant is shown the case that names them, and takes note of it", async () => {
    const [judge, mediator] = [await staff("judge"), await staff("mediator")];
    const link = await invited(mediator, named);
    await openCase(judge, "买卖合同纠纷");
    await addParty(judge, `第二被告 ${language}`, named);
    const defendant = await withAccount(link);
    await defendant.page.getByTestId("take-places").waitFor();
    await look(defendant);
    await defendant.page.getByTestId("take-places").click();
    await defendant.page.getByRole("dialog").waitFor({ state: "detached" });
    await openCase(defendant, "买卖合同纠纷");
    await openPart(defendant, "people");
    await defendant.page.locator(".people li", { hasText: `第二被告 ${language}` }).waitFor();
  });

  /** proves: ID-20, ID-21 */
  test("an agent joins with the code of the party, and the code is then no good for another", async () => {
    const [judge, mediator] = [await staff("judge"), await staff("mediator")];
    const link = await invited(mediator, agent);
    await openCase(judge, "买卖合同纠纷");
    const row = await addParty(judge, `第三被告 ${language}`);
    const code = await codeOf(judge, row);
    const lawyer = await withAccount(link);
    await enter(lawyer, code);
    await lawyer.page.locator(".one-of label").nth(1).click();
    await look(lawyer);
    await lawyer.page.getByTestId("associate").click();
    await lawyer.page.waitForURL(/\/cases\/.+/);
    await openPart(lawyer, "people");
    await enter(lawyer, code);
    expect(await lawyer.page.locator(".one-of label").count()).toBe(1);
    // The browser notes a refusal in the console: this is the last that is looked at.
    await enter(lawyer, "ABCDE-FGHJK");
    await lawyer.page.locator("[aria-invalid=true]").waitFor();
    expect(await graveFaults(lawyer.page)).toEqual([]);
  });

  async function sit(person: Person): Promise<Seat> {
    const own = await seat(person);
    seats.push(own);
    await bringAxe(own.context);
    await own.context.addInitScript((chosen) => localStorage.setItem("concord.language", chosen), language);
    return own;
  }

  async function staff(person: "judge" | "mediator"): Promise<Seat> {
    const own = await sit(person);
    await signIn(own, stage.server.url, stage.loginOf(person));
    return own;
  }

  /** Somebody from outside who opens their link and chooses a password. */
  async function withAccount(link: string): Promise<Seat> {
    const own = await sit("respondent");
    await own.page.goto(link);
    await own.page.locator("input[autocomplete=new-password]").first().waitFor();
    for (const field of await own.page.locator("input[autocomplete=new-password]").all())
      await field.fill(PASSWORD);
    await own.page.locator("form button[type=submit]").click();
    await own.page.waitForURL((at) => at.pathname === "/");
    return own;
  }
});

async function openCase({ page }: Seat, words: string): Promise<void> {
  await page.goto(`${stage.server.url}/cases`);
  await page.locator(".case-title", { hasText: words }).first().click();
  await page.locator(".next-step").waitFor();
}

/** An interpreter of the mediation, who thereby gets an account; the link that was made. */
async function invited(mediator: Seat, mobile: string): Promise<string> {
  const { page } = mediator;
  await page.goto(`${stage.server.url}/cases`);
  await page.locator('main a[href^="/cases/"]').first().click();
  await openPart(mediator, "people");
  const row = await add(mediator, "interpreter", `译员 ${mobile}`, mobile);
  await row.locator("button").first().click();
  await page.locator("dialog footer .primary").click();
  const link = await page.locator("dialog input[name=link]").inputValue();
  await page.keyboard.press("Escape");
  return link;
}

async function addParty(judge: Seat, name: string, mobile?: string) {
  await openPart(judge, "people");
  return add(judge, "party", name, mobile);
}

/** Adds somebody; their row among the people. */
async function add({ page }: Seat, role: string, name: string, mobile = "") {
  await page.getByTestId("add-person").click();
  await page.locator("dialog select[name=role]").selectOption(role);
  await page.locator("dialog input[name=name]").fill(name);
  if (role === "party") await page.locator("dialog select[name=side]").selectOption("respondent");
  await page.locator("dialog input[name=mobile]").fill(mobile);
  await page.locator("dialog button[type=submit]").click();
  await page.locator("dialog").waitFor({ state: "detached" });
  const row = page.locator(".people li", { hasText: name });
  await row.waitFor();
  return row;
}

async function codeOf(judge: Seat, row: Awaited<ReturnType<typeof add>>): Promise<string> {
  await row.getByTestId("association").click();
  await look(judge);
  await judge.page.getByTestId("make-association").click();
  const code = await judge.page.locator("dialog input[name=association]").inputValue();
  await look(judge);
  return code;
}

async function enter({ page }: Seat, code: string): Promise<void> {
  await page.goto(`${stage.server.url}/link`);
  await page.locator("input[name=code]").fill(code);
  await page.locator("form button[type=submit]").click();
  await page.locator(".one-of, [aria-invalid=true]").first().waitFor();
}

/** The page as it is, on a desk and on a phone. */
async function look(own: Seat): Promise<void> {
  for (const size of ["phone", "desk"] as const) {
    await own.page.setViewportSize(SIZES[size]);
    await faultless(own);
  }
}
