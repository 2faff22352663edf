import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { type CaseKind, type CaseState, progress } from "../cases.ts";

/** The way a case goes and how far it has come (MC-10). */
export function Progress({ kind, state }: { kind: CaseKind; state: CaseState }) {
  const { t } = useTranslation("cases");
  const { steps, at } = progress(kind, state);
  return (
    <ol className="progress sheet padded">
      {steps.map((step, index) => (
        <li
          key={step}
          className={index < at ? "done" : index === at ? "now" : ""}
          aria-current={index === at ? "step" : undefined}
        >
          <span aria-hidden>{index < at ? <Check /> : index + 1}</span>
          {t(`step_${step}`)}
        </li>
      ))}
    </ol>
  );
}
