import { useQuery } from "@tanstack/react-query";
import { FilePen } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { CaseDetail } from "../cases/cases.ts";
import { Part } from "../cases/part.tsx";
import { Button } from "../ui/button.tsx";
import { written } from "../ui/dates.ts";
import { Moment } from "../ui/moment.tsx";
import { Nothing, Shown } from "../ui/states.tsx";
import { type Application, applicationsQuery } from "./applications.ts";
import { ApplyDialog } from "./apply-dialog.tsx";
import { DecideDialog } from "./decide-dialog.tsx";

/** The applications in a case: a side sees its own, whoever decides sees all. */
export function Applications({ of: detail }: { of: CaseDetail }) {
  const { t } = useTranslation("applications");
  const found = useQuery(applicationsQuery(detail.id));
  const [applies, setApplies] = useState(false);
  const [decided, setDecided] = useState<Application>();
  const mayDecide = detail.may.includes("decide_application");
  return (
    <Part
      title={t("title")}
      action={
        detail.may.includes("apply") && (
          <Button
            data-testid="apply"
            look="primary"
            icon={<FilePen aria-hidden />}
            onClick={() => setApplies(true)}
          >
            {t("apply")}
          </Button>
        )
      }
    >
      <Shown of={found}>
        {(applications) => (
          <>
            {applications.length === 0 && <Nothing>{t("none")}</Nothing>}
            <ul className="messages">
              {applications.map((one) => (
                <li key={one.id} className="sheet">
                  <Facts of={one} />
                  {mayDecide && one.state === "pending" && (
                    <div className="form-way">
                      <Button
                        data-testid="decide"
                        aria-label={t("decideNamed", { name: one.by })}
                        onClick={() => setDecided(one)}
                      >
                        {t("decide")}
                      </Button>
                    </div>
                  )}
                </li>
              ))}
            </ul>
          </>
        )}
      </Shown>
      {applies && <ApplyDialog of={detail} onClose={() => setApplies(false)} />}
      {decided && <DecideDialog of={detail} on={decided} onClose={() => setDecided(undefined)} />}
    </Part>
  );
}

const TONES = { pending: "amber", granted: "green", refused: "red" } as const;

function Facts({ of: one }: { of: Application }) {
  const { t } = useTranslation("applications");
  return (
    <>
      <p className="message-head">
        <strong>{t(`kind_${one.kind}`)}</strong>
        <span className={`tag ${TONES[one.state]}`}>{t(`state_${one.state}`)}</span>
        <span className="hint">{t("by", { name: one.by })}</span>
        <Moment at={one.created_at} as="dateTime" />
      </p>
      {one.hearing_at && <p className="hint">{t("about", { at: written(one.hearing_at, "dateTime") })}</p>}
      <p className="prose">{one.reason}</p>
      {one.opinion && (
        <p className="prose">
          <strong>{t("opinion")}</strong> {one.opinion}
        </p>
      )}
    </>
  );
}
