import { useTranslation } from "react-i18next";
import { written } from "../ui/dates.ts";
import type { TestOnFile } from "./device-test.ts";

const PARTS = ["camera", "microphone", "speaker"] as const;

/** The newest test of everybody else, for whoever sets the session: whom to call before it begins. */
export function OnFile({ tests }: { tests: readonly TestOnFile[] }) {
  const { t } = useTranslation("devicetest");
  const newest = tests.filter(
    ({ participant }, at) => tests.findIndex((other) => other.participant === participant) === at,
  );
  return (
    <section className="sheet padded on-file">
      <h2>{t("onFile")}</h2>
      <ul>
        {newest.map((test) => {
          const missing = PARTS.filter((part) => !test[part]).map((part) => t(part));
          return (
            <li key={test.participant}>
              <strong>{test.name}</strong> {written(test.at, "dateTime")}{" "}
              <span className={`tag ${test.counts ? "green" : "amber"}`}>
                {missing.length > 0
                  ? t("fails", { parts: missing.join(t("and")) })
                  : t(test.counts ? "good" : "old")}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
