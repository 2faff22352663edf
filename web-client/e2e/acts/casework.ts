/** What people do on the pages of a case. */
import type { Page } from "playwright-core";

import type { Seat } from "../kit/browser.ts";

/** A part of the case that is open. */
export async function openPart({ page }: Seat, part: string): Promise<void> {
  await page.locator(`.case-parts a[href$="/${part}"]`).click();
  await page.waitForURL(new RegExp(`/${part}$`));
  await page.locator(".state:has(.spinner)").first().waitFor({ state: "detached" });
}

/** Makes a move; the dialog closes when the case has made it. */
export async function makeMove({ page }: Seat, move: string, fill?: (page: Page) => Promise<unknown>) {
  await page.getByTestId(`move-${move}`).click();
  await fill?.(page);
  await page.locator("dialog button[type=submit]").click();
  await page.locator("dialog").waitFor({ state: "detached" });
}

/** Writes on the board and sees it there. */
export async function writeMessage({ page }: Seat, body: string, audience: string): Promise<void> {
  await page.locator("textarea[name=body]").fill(body);
  await page.locator("select[name=audience]").selectOption(audience);
  await page.locator("form button[type=submit]").click();
  await page.locator(".messages li", { hasText: body }).waitFor();
}

/** Brings a file and sees it in its class. */
export async function upload({ page }: Seat, name: string, content: Buffer): Promise<void> {
  await page.locator("input[type=file][name=bytes]").setInputFiles({
    name: "receipt.pdf",
    mimeType: "application/pdf",
    buffer: content,
  });
  await page.locator("input[name=name]").fill(name);
  await page.locator("form button[type=submit]").click();
  await page.locator(".materials li", { hasText: name }).waitFor();
}

/** Adds somebody from outside. */
export async function addPerson({ page }: Seat, role: string, name: string): Promise<void> {
  await page.getByTestId("add-person").click();
  await page.locator("dialog select[name=role]").selectOption(role);
  await page.locator("dialog input[name=name]").fill(name);
  await page.locator("dialog button[type=submit]").click();
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.locator(".people li", { hasText: name }).waitFor();
}

/** Sets a session for a day in the future. */
export async function setSession({ page }: Seat, title: string): Promise<void> {
  await page.getByTestId("set-session").click();
  const nextWeek = new Date(Date.now() + 7 * 24 * 60 * 60 * 1000).toISOString().slice(0, 10);
  await page.locator("dialog input[name=day]").fill(nextWeek);
  await page.locator("dialog input[name=title]").fill(title);
  await page.locator("dialog button[type=submit]").click();
  await page.locator("dialog").waitFor({ state: "detached" });
  await page.locator("article.session-card", { hasText: title }).waitFor();
}
