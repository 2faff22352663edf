/** What everybody can do in a room. */
import type { Page } from "playwright-core";

import type { Seat } from "../kit/browser.ts";

export type Panel = "chat" | "people" | "floor" | "course" | "rooms";

export async function openPanel({ page }: Seat, name: Panel): Promise<void> {
  const control = page.getByTestId(`control-${name}`);
  if ((await control.getAttribute("aria-pressed")) !== "true") await control.click();
}

/** Switches one's own camera or microphone on or off. */
export async function turn({ page }: Seat, device: "camera" | "microphone", on: boolean): Promise<void> {
  const control = page.getByTestId(`control-${device}`);
  await page.locator(`[data-testid="control-${device}"]:enabled`).waitFor();
  if ((await control.getAttribute("aria-pressed")) !== String(on)) await control.click();
  await page.locator(`[data-testid="control-${device}"][aria-pressed="${String(on)}"]`).waitFor();
}

export async function turnOn(seat: Seat): Promise<void> {
  await turn(seat, "camera", true);
  await turn(seat, "microphone", true);
}

/** Writes to the room, or to the person with this name. */
export async function write(seat: Seat, text: string, to?: string): Promise<void> {
  await chooseThread(seat, to);
  await seat.page.getByTestId("chat-text").fill(text);
  await seat.page.getByTestId("chat-send").click();
}

/** Resolves when a text has come from the room, or from the person with this name. */
export async function untilRead(seat: Seat, text: string, from?: string): Promise<void> {
  await chooseThread(seat, from);
  await seat.page.getByTestId("message").filter({ hasText: text }).first().waitFor();
}

async function chooseThread(seat: Seat, person?: string): Promise<void> {
  await openPanel(seat, "chat");
  const choice = seat.page.getByTestId("chat-to");
  const option = choice.locator("option", { hasText: person ?? "房间" });
  await choice.selectOption({ value: (await option.first().getAttribute("value")) ?? "" });
}

/** Everything that was received on the session channel, for tests of what must not be there. */
export function overhear(page: Page): () => string {
  const frames: string[] = [];
  page.on("websocket", (socket) =>
    socket.on("framereceived", ({ payload }) => frames.push(payload.toString())),
  );
  return () => frames.join("\n");
}

export async function leave({ page }: Seat): Promise<void> {
  await page.getByTestId("control-leave").click();
  await page.getByTestId("confirm-leave").click();
}
