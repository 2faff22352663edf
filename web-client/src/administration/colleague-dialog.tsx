import { useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { type Change, type Colleague, useChange } from "./institution.ts";
import { OfficesChoice } from "./offices-choice.tsx";

/** What somebody may do from now on, and whether they still get in. */
export function ColleagueDialog({ of: colleague, onClose }: { of: Colleague; onClose: () => void }) {
  const { t } = useTranslation(["administration", "common"]);
  const [offices, setOffices] = useState(colleague.offices);
  const isDisabled = typeof colleague.disabled_since === "number";
  const change = useChange(colleague);
  const isMissing = offices.length === 0;
  const save = (changed: Partial<Change>) =>
    change.mutate({ offices: colleague.offices, disabled: isDisabled, ...changed }, { onSuccess: onClose });
  return (
    <Dialog
      title={colleague.name}
      onClose={onClose}
      footer={
        <>
          <Button
            danger={!isDisabled}
            busy={change.isPending}
            onClick={() => save({ disabled: !isDisabled })}
          >
            {t(isDisabled ? "enable" : "disable")}
          </Button>
          <Button
            look="primary"
            busy={change.isPending}
            disabled={isMissing}
            onClick={() => save({ offices })}
          >
            {t("common:save")}
          </Button>
        </>
      }
    >
      <OfficesChoice
        value={offices}
        onChange={setOffices}
        remark={isMissing ? t("officeNeeded") : undefined}
      />
      <p className="hint">{t(isDisabled ? "enableMeans" : "disableMeans")}</p>
      {change.isError && <ProblemNotice problem={asProblem(change.error)} />}
    </Dialog>
  );
}
