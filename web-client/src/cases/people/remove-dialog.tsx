import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import type { CaseDetail, Person } from "../cases.ts";
import { useRemovePerson } from "./changes.ts";

interface Props {
  of: CaseDetail;
  person: Person;
  onClose: () => void;
}

/** Asks once more before somebody loses their place. */
export function RemoveDialog({ of: detail, person: { id, name }, onClose }: Props) {
  const { t } = useTranslation(["casework", "common"]);
  const remove = useRemovePerson(detail.id);
  return (
    <Dialog
      title={t("removePersonNamed", { name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button
            look="primary"
            danger
            busy={remove.isPending}
            onClick={() => remove.mutate(id, { onSuccess: onClose })}
          >
            {t("removePerson")}
          </Button>
        </>
      }
    >
      <p>{t("removePersonMeans", { name })}</p>
      {remove.isError && <ProblemNotice problem={asProblem(remove.error)} />}
    </Dialog>
  );
}
