import { useTranslation } from "react-i18next";
import { STEPS } from "./application.ts";

/** Which steps there are and which one this is. */
export function ApplySteps({ at }: { at: number }) {
  const { t } = useTranslation("applying");
  return (
    <>
      <ol className="apply-steps" aria-label={t("steps")}>
        {STEPS.map((step, index) => (
          <li
            key={step}
            className={index < at ? "done" : index === at ? "now" : ""}
            aria-current={index === at ? "step" : undefined}
          >
            {t(`step_${step}`)}
          </li>
        ))}
      </ol>
      <p className="hint">{t("stepOf", { at: at + 1, of: STEPS.length })}</p>
    </>
  );
}
