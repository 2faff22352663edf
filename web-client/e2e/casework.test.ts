/**
 * The work around a session, from the application to the filing, on one server and in two
 * languages; each page is looked at by axe on a desk and on a phone.
 */
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";

import { addPerson, makeMove, openPart, setSession, upload, writeMessage } from "./acts/casework.ts";
import { signIn } from "./acts/entry.ts";
import { bringAxe } from "./kit/axe.ts";
import { seat, type Seat } from "./kit/browser.ts";
import { faultless, SIZES } from "./kit/faultless.ts";
import { picture } from "./kit/pictures.ts";
import { type Server, startServer } from "./kit/server.ts";
import type { Person } from "./kit/signature.ts";

const LANGUAGES = ["zh-CN", "en"] as const;
type Language = (typeof LANGUAGES)[number];

/** Who sits in which browser, by what `concord demo` calls them. */
const OFFICES = {
  applicant: "申请人",
  mediator: "调解员",
  latecomer: "机构管理员",
  judge: "法官",
} satisfies Partial<Record<Person, string>>;

let server: Server;
let seats: Seat[] = [];

beforeAll(async () => {
  server = await startServer();
});

afterEach(async () => {
  for (const one of seats) await one.close();
  seats = [];
});

afterAll(() => (server as Server | undefined)?.stop());

describe.each(LANGUAGES)("in %s", (language) => {
  /** proves: MC-01, MC-02, MC-03, MC-04, MC-06, MC-10, MC-12, MC-13, MC-18, MV-01, MV-02, MA-06 */
  test("a dispute goes from the application to the mediator, is mediated, and ends in a filing", async () => {
    const [party, admin, mediator] = [
      await sit("applicant", language),
      await sit("latecomer", language),
      await sit("mediator", language),
    ];
    const cause = `相邻关系纠纷 ${language}`;
    await apply(party, cause);
    await look(party);
    await openCase(admin, cause);
    await makeMove(admin, "accept");
    await makeMove(admin, "assign", (page) => page.locator("dialog .mediator input").first().check());
    await look(admin);
    await openCase(mediator, cause);
    await makeMove(mediator, "confirm");
    await prepareMediation(mediator);
    await exchange(party, mediator);
    await meetAtOnce(party, mediator);
    await openCase(mediator, cause);
    await makeMove(mediator, "end", (page) =>
      page.locator("dialog select[name=outcome]").selectOption("differences_too_large"),
    );
    await openCase(party, cause);
    await makeMove(party, "convert_to_filing");
    await openPart(party, "progress");
    expect(await party.page.locator(".timeline li").count()).toBeGreaterThan(7);
    await look(party);
  });

  /** proves: AP-02, HE-02, HE-03, HE-05 */
  test("a party asks for another day, and the judge decides", async () => {
    const [party, judge] = [await sit("applicant", language), await sit("judge", language)];
    const title = `延期 ${language}`;
    await openCase(judge, "买卖合同纠纷");
    await setSession(judge, title);
    await openCase(party, "买卖合同纠纷");
    expect(await party.page.locator(".issues li").count()).toBe(2);
    await testDevices(party, title);
    await openCase(party, "买卖合同纠纷");
    await openPart(party, "applications");
    await look(party);
    await party.page.getByTestId("apply").click();
    await party.page.locator("dialog select[name=hearing_at]").selectOption({ index: 1 });
    await party.page.locator("dialog textarea[name=reason]").fill(title);
    await party.page.locator("dialog button[type=submit]").click();
    await openPart(judge, "applications");
    await judge.page.getByTestId("decide").first().click();
    await judge.page.locator("dialog select[name=ruling]").selectOption("refused");
    await judge.page.locator("dialog button[type=submit]").click();
    await judge.page.locator("dialog [aria-invalid=true]").waitFor();
    await judge.page.locator("dialog textarea[name=opinion]").fill("理由不足");
    await judge.page.locator("dialog button[type=submit]").click();
    await judge.page.locator(".tag.red").first().waitFor();
    await party.page.reload();
    await party.page.locator("li", { hasText: title }).locator(".tag.red").waitFor();
    await look(judge);
  });
});

/** Signs in, in a language and with axe at hand. */
async function sit(person: keyof typeof OFFICES, language: Language): Promise<Seat> {
  const own = await seat(person);
  seats.push(own);
  await bringAxe(own.context);
  await own.context.addInitScript((chosen) => localStorage.setItem("concord.language", chosen), language);
  const login = server.logins.find(({ role }) => role === OFFICES[person]);
  if (login === undefined) throw new Error(`no login of ${person} was printed`);
  await signIn(own, server.url, login);
  await own.page.locator(`html[lang="${language}"]`).waitFor();
  return own;
}

/** In four steps, with a reload in the middle that loses nothing. */
async function apply(party: Seat, cause: string): Promise<void> {
  const { page } = party;
  await page.goto(`${server.url}/cases`);
  await page.locator('a[href="/apply"]').click();
  const next = page.locator("form button[type=submit]");
  await next.click();
  await page.locator("[aria-invalid=true]").first().waitFor();
  await look(party);
  await page.locator("input[name=cause]").fill(cause);
  await page.locator("textarea[name=description]").fill("楼上漏水，请求修缮。");
  await page.reload();
  await next.click();
  await page.locator('input[name="people.0.name"]').fill("李建国");
  await look(party);
  await next.click();
  await page.locator(".mediator input").nth(1).check();
  await look(party);
  await next.click();
  await page.locator(".apply-check").waitFor();
  await look(party);
  await next.click();
  await page.waitForURL(/\/cases\/.+/);
  await page.locator(".next-step").waitFor();
}

/** From the list, by a word of its heading. */
async function openCase({ page }: Seat, words: string): Promise<void> {
  await page.goto(`${server.url}/cases`);
  await page.locator(".case-title", { hasText: words }).first().click();
  await page.locator(".next-step").waitFor();
}

/** A co-mediator, and a day. */
async function prepareMediation(mediator: Seat): Promise<void> {
  await setSession(mediator, "第一次调解");
  await look(mediator);
  await openPart(mediator, "people");
  await addPerson(mediator, "co_mediator", "孙社区");
  await look(mediator);
}

/** A file and a message from one to the other. */
async function exchange(party: Seat, mediator: Seat): Promise<void> {
  await openPart(party, "materials");
  await upload(party, "维修收据", Buffer.from(`%PDF-1.4\n${"0".repeat(1_500_000)}`));
  await look(party);
  await openPart(mediator, "materials");
  await mediator.page.locator(".materials li", { hasText: "维修收据" }).waitFor();
  await openPart(party, "messages");
  await writeMessage(party, "希望周末调解", "own");
  await look(party);
  await openPart(mediator, "messages");
  await mediator.page.locator(".messages li", { hasText: "希望周末调解" }).waitFor();
}

/** The mediator starts on the spot; the bell reaches the party wherever they are. */
async function meetAtOnce(party: Seat, mediator: Seat): Promise<void> {
  await party.page.goto(`${server.url}/account`);
  await party.page.locator("h1").waitFor();
  await mediator.page.locator(".case-parts a").first().click();
  await mediator.page.getByTestId("start-now").click();
  await mediator.page.locator("dialog footer .primary").click();
  await mediator.page.waitForURL(/\/sessions\//);
  await party.page.getByTestId("come-in").click();
  await party.page.waitForURL(/\/sessions\//);
  expect(party.page.url()).toBe(mediator.page.url());
  await party.page.getByTestId("advice").waitFor();
}

/** Camera, microphone, loudspeaker and network, one by one, a week before the hearing. */
async function testDevices(party: Seat, session: string): Promise<void> {
  const { page } = party;
  await page.locator("li", { hasText: session }).locator('a[href$="/devices"]').click();
  await page.locator(".device-card").first().waitFor();
  await page.locator(".device-card .button").first().click();
  await page.getByTestId("heard").click();
  await expect.poll(() => page.locator(".device-card .tag.green").count(), { timeout: 20_000 }).toBe(4);
  await look(party);
  await page.getByTestId("save-test").click();
  await page.locator("p.notice-green").waitFor();
  await look(party);
  await picture(party, "device-test");
}

/** The page as it is, on a desk and on a phone. */
async function look(own: Seat): Promise<void> {
  for (const size of ["phone", "desk"] as const) {
    await own.page.setViewportSize(SIZES[size]);
    await faultless(own);
  }
}
