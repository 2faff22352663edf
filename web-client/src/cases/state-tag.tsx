import { useTranslation } from "react-i18next";
import type { CaseState } from "./cases.ts";

const TONES: Partial<Record<CaseState, string>> = {
  applied: "amber",
  assigned: "amber",
  in_mediation: "green",
  hearing_set: "green",
  ended: "grey",
  declined: "grey",
  converted_to_filing: "grey",
  decided: "grey",
};

/** Where a case stands, in a word. */
export function StateTag({ state }: { state: CaseState }) {
  const { t } = useTranslation("cases");
  return <span className={`tag ${TONES[state] ?? ""}`}>{t(`state_${state}`)}</span>;
}
