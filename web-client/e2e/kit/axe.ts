/** What axe finds on a page: faults of accessibility that a program can see. */
import { resolve } from "node:path";

import type { AxeResults, Result } from "axe-core";
import type { BrowserContext, Page } from "playwright-core";

declare global {
  interface Window {
    axe: { run: (options: object) => Promise<AxeResults> };
  }
}

const SOURCE = resolve(import.meta.dirname, "../../node_modules/axe-core/axe.min.js");
/** WCAG 2.2 up to AA, and what axe recommends beyond it. */
const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const GRAVE = ["serious", "critical"];

/** Puts axe into every document that `context` opens from now on; the page's policy lets no script in later. */
export async function bringAxe(context: BrowserContext): Promise<void> {
  await context.addInitScript({ path: SOURCE });
}

/** Serious and critical faults, one line for each element. */
export async function graveFaults(page: Page): Promise<string[]> {
  const { violations, passes } = await page.evaluate(
    (rules) => window.axe.run({ runOnly: rules, resultTypes: ["violations"] }),
    RULES,
  );
  if (passes.length === 0) throw new Error("axe looked at nothing");
  return violations.filter(({ impact }) => GRAVE.includes(impact ?? "")).flatMap(told);
}

function told({ id, nodes }: Result): string[] {
  return nodes.map(({ html, failureSummary }) => `${id}: ${html.slice(0, 200)}\n  ${failureSummary ?? ""}`);
}
