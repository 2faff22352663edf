import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { asProblem } from "../../api/problem.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import type { CaseDetail } from "../cases.ts";
import { useSetSession } from "./scheduling.ts";

/** A session on the spot: it rings at every open client of those in the case (MV-02). */
export function StartDialog({ of: detail, onClose }: { of: CaseDetail; onClose: () => void }) {
  const { t } = useTranslation(["casework", "common"]);
  const navigate = useNavigate();
  const set = useSetSession(detail);
  const start = () => set.mutate({}, { onSuccess: ({ id }) => void navigate(`/sessions/${id}`) });
  return (
    <Dialog
      title={t("startNow")}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" busy={set.isPending} onClick={start}>
            {t("startNowDo")}
          </Button>
        </>
      }
    >
      <p>{t("startNowMeans")}</p>
      {set.isError && <ProblemNotice problem={asProblem(set.error)} />}
    </Dialog>
  );
}
