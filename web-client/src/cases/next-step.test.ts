import { expect, it, vi } from "vitest";
import zhCN from "../i18n/zh-CN/casework.ts";

vi.stubGlobal("window", { location: { origin: "http://localhost" } });
const { nextStep } = await import("./next-step.ts");
const { STATES } = await import("./cases.ts");

const ALL = ["assign", "mediate", "schedule", "apply", "decide_application"] as const;

it.each(STATES)("there is a sentence for everybody in a case that is %s", (state) => {
  for (const may of [[], ...ALL.map((action) => [action])])
    expect(zhCN).toHaveProperty(nextStep({ state, may, sessions: [] }));
});

it("a mediation that has a time does not ask for one", () => {
  const session = { phase: "scheduled" } as Parameters<typeof nextStep>[0]["sessions"][number];
  expect(nextStep({ state: "in_mediation", may: ["schedule"], sessions: [session] })).toBe(
    "next_in_mediation_set",
  );
  expect(
    nextStep({ state: "in_mediation", may: ["schedule"], sessions: [{ ...session, phase: "closed" }] }),
  ).toBe("next_in_mediation_schedule");
});
