/** Pictures for the documents, taken on the way: `make pictures`. */
import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";

import type { Seat } from "./browser.ts";

const FOLDER = resolve(import.meta.dirname, "../../../docs/img");

/** Takes a picture of what somebody sees, if pictures are wanted. */
export async function picture({ page }: Seat, name: string): Promise<void> {
  if (process.env.E2E_PICTURES === undefined) return;
  await mkdir(FOLDER, { recursive: true });
  await page.screenshot({ path: join(FOLDER, `${name}.png`) });
}
