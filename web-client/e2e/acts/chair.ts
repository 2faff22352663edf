/** What whoever presides can do: mediator, judge, clerk. */
import type { Seat } from "../kit/browser.ts";
import { openPanel } from "./room.ts";

/** Confirms who somebody is and lets them in. */
export async function admit(chair: Seat, name: string): Promise<void> {
  await openPanel(chair, "people");
  const row = chair.page.getByTestId("person").filter({ hasText: name });
  const identity = row.getByTestId("act.identity");
  const door = row.getByTestId("act.admit");
  await identity.or(door).first().waitFor();
  if (await identity.isVisible()) await identity.click();
  await row.locator('[data-testid="act.admit"].primary').click();
}

/** Moves the session on: opens it, closes it, and what lies between. */
export async function moveOn({ page }: Seat, to: string, outcome?: string): Promise<void> {
  const chair = { page } as Seat;
  await openPanel(chair, "course");
  await page.getByTestId(`to-${to}`).click();
  const dialog = page.getByRole("dialog");
  if (outcome !== undefined) {
    await dialog.getByTestId("outcome").selectOption({ label: outcome });
  }
  await dialog.getByTestId("dialog-confirm").click();
  await dialog.waitFor({ state: "hidden" });
}

/** Takes one side apart, and goes there first. */
export async function talkApart(mediator: Seat, side: "applicant" | "respondent"): Promise<void> {
  await openPanel(mediator, "rooms");
  await mediator.page.getByTestId(`talk-apart-${side}`).click();
}

export async function everybodyBack(mediator: Seat): Promise<void> {
  await openPanel(mediator, "rooms");
  await mediator.page.getByTestId("gather-all").click();
}

export async function giveFloor(judge: Seat, name: string): Promise<void> {
  await openPanel(judge, "floor");
  await judge.page.locator(".floor-row", { hasText: name }).getByTestId("give-floor").click();
}

export async function takeFloor(judge: Seat, name: string): Promise<void> {
  await openPanel(judge, "floor");
  await judge.page.locator(".floor-row", { hasText: name }).getByTestId("take-floor").click();
}

export async function startRecording(mediator: Seat): Promise<void> {
  await openPanel(mediator, "course");
  await mediator.page.locator('[data-testid="recording.start"]:enabled').click();
}

export async function stopRecording(mediator: Seat): Promise<void> {
  await openPanel(mediator, "course");
  await mediator.page.getByTestId("recording.stop").click();
}

/** The state that the banner shows. */
export async function untilRecording({ page }: Seat, state: string): Promise<void> {
  await page.locator(`[data-testid="recording"][data-state="${state}"]`).waitFor();
}
