/** Notices when a page breaks its content policy. */
import type { BrowserContext } from "playwright-core";

declare global {
  interface Window {
    concordViolation: (what: string) => Promise<void>;
  }
}

/** What Chromium writes to the console, also about what happened before any script could listen. */
const SAID = /content security policy|trusted ?(type|html|script)/i;

/** A list that grows with every violation in any page that `context` opens from now on. */
export async function watchPolicy(context: BrowserContext): Promise<readonly string[]> {
  const violations: string[] = [];
  await context.exposeBinding("concordViolation", ({ page }, what: string) => {
    violations.push(`${page.url()}: ${what}`);
  });
  await context.addInitScript(() => {
    addEventListener("securitypolicyviolation", (event) => {
      const { effectiveDirective, blockedURI, sourceFile, lineNumber, sample } = event;
      void window.concordViolation(
        `${effectiveDirective} blocked ${blockedURI} "${sample}" (${sourceFile}:${lineNumber})`,
      );
    });
  });
  context.on("console", (message) => {
    if (SAID.test(message.text())) violations.push(`${message.location().url}: ${message.text()}`);
  });
  return violations;
}

/** Throws if there was one. Call before the context is closed: pages that are gone tell nothing. */
export async function expectNone(context: BrowserContext, violations: readonly string[]): Promise<void> {
  // Whatever a page sent before this answer is here when the answer is.
  await Promise.allSettled(context.pages().map((page) => page.evaluate(() => document.readyState)));
  if (violations.length === 0) return;
  throw new Error(`pages broke their content policy:\n${[...new Set(violations)].join("\n")}`);
}
