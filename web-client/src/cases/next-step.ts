/** What a case waits for, as whoever looks at it should hear it. */
import { isOver } from "../home/sessions.ts";
import type zhCN from "../i18n/zh-CN/casework.ts";
import type { CaseAction, CaseDetail } from "./cases.ts";

type Sentence = Extract<keyof typeof zhCN, `next_${string}`>;

/** Whose turn it is in which state: the sentence for those who may do that. */
const TURNS: Partial<Record<CaseDetail["state"], readonly CaseAction[]>> = {
  applied: ["assign"],
  accepted: ["assign"],
  assigned: ["mediate", "assign"],
  in_mediation: ["schedule"],
  ended: ["apply"],
  declined: ["apply"],
  preparing: ["schedule"],
  hearing_set: ["schedule"],
  heard: ["decide_application"],
};

/** States in which a session is what comes next. */
const BY_SESSION = ["in_mediation", "hearing_set"] as const;

export function nextStep({ state, may, sessions }: Pick<CaseDetail, "state" | "may" | "sessions">): Sentence {
  const isSet = sessions.some((session) => !isOver(session));
  const bySession = BY_SESSION.find((one) => one === state);
  if (bySession && isSet) return `next_${bySession}_set`;
  const turn = TURNS[state]?.find((action) => may.includes(action));
  return turn
    ? (`next_${state}_${turn === "decide_application" ? "decide" : turn}` as Sentence)
    : `next_${state}`;
}
