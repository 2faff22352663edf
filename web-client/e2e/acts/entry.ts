/** From the address to the waiting room, as a person does it. */
import type { Seat } from "../kit/browser.ts";
import type { Login } from "../kit/server.ts";

export type Kind = "mediation" | "hearing";

export async function signIn({ page }: Seat, url: string, { identity, password }: Login): Promise<void> {
  await page.goto(`${url}/sign-in`);
  await page.locator("input[autocomplete=username]").fill(identity);
  await page.locator("input[autocomplete=current-password]").fill(password);
  await page.locator("button[type=submit]").click();
  await page.waitForURL((at) => !at.pathname.startsWith("/sign-in"));
}

/** Through the card on the first page. */
export async function goToSession({ page }: Seat, kind: Kind): Promise<void> {
  await page.locator(`article.session-card.${kind} a[href^="/sessions/"]`).first().click();
  // A neutral who may go in at once is in the room before the page has settled.
  await page.getByTestId("advice").or(page.getByTestId("heard-by")).first().waitFor();
}

/** Reads what is to be read and tests the devices, where that is asked. */
export async function prepare({ page }: Seat): Promise<void> {
  const notices = page.locator('[data-testid^="notice-"]');
  const confirm = page.getByTestId("confirm-notices");
  const report = page.getByTestId("report-devices");
  await confirm.or(report).first().waitFor();
  if (await confirm.isVisible()) {
    for (const notice of await notices.all()) await notice.check();
    await confirm.click();
  }
  await report.waitFor();
  await page.locator(".lobby-speaker button").first().click();
  await page.locator(".lobby-speaker button").nth(1).click();
  await report.click();
}

/** For those who need nobody's leave. */
export async function enterJointRoom({ page }: Seat): Promise<void> {
  const [door, room] = [page.getByTestId("enter-joint"), page.getByTestId("heard-by")];
  await door.or(room).first().waitFor();
  // The server seats staff itself when entry opens: the door may be gone before it is clicked.
  await Promise.any([room.waitFor(), door.click()]);
  await room.waitFor();
}

export async function untilInRoom({ page }: Seat): Promise<void> {
  await page.getByTestId("heard-by").waitFor();
}
