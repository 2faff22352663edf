import { expect, it, vi } from "vitest";
import type { Session } from "../home/sessions.ts";

vi.stubGlobal("window", { location: { origin: "http://localhost" } });
const { hearingsToCome } = await import("./applications.ts");

it("only a hearing that has not begun can be postponed", () => {
  const sessions = [
    { id: "past", phase: "scheduled", scheduled_at: 1 },
    { id: "next", phase: "scheduled", scheduled_at: 20 },
    { id: "off", phase: "cancelled", scheduled_at: 20 },
  ] as Session[];
  expect(hearingsToCome(sessions, 10).map(({ id }) => id)).toEqual(["next"]);
});
