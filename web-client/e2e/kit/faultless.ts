/** A page that everybody can use: what axe finds, what sticks out sideways, what the console says. */
import type { Page } from "playwright-core";
import { expect } from "vitest";

import { graveFaults } from "./axe.ts";
import type { Seat } from "./browser.ts";

export const SIZES = { desk: { width: 1280, height: 800 }, phone: { width: 390, height: 844 } };

/** The media library first asks for a newer wire than ours, says that it is not there, and goes on with ours. */
const NEWER_WIRE = /\/rtc\/v1|v1 RTC path not found/;

/** Looks at the page as it is, in normal and in large letters. */
export async function faultless({ page, complaints }: Pick<Seat, "page" | "complaints">): Promise<void> {
  const where = page.url();
  expect(await graveFaults(page), where).toEqual([]);
  for (const text of ["normal", "large"]) {
    await page.evaluate((size) => (document.documentElement.dataset.text = size), text);
    expect(await excessWidth(page), `${where}, ${text} letters`).toBe(0);
  }
  await page.evaluate(() => (document.documentElement.dataset.text = "normal"));
  expect(complaints.filter((said) => !NEWER_WIRE.test(said))).toEqual([]);
}

/** By how many pixels the page can be pushed sideways. */
function excessWidth(page: Page): Promise<number> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return scrollWidth - clientWidth;
  });
}
