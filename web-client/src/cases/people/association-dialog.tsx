import { useTranslation } from "react-i18next";
import { asProblem } from "../../api/problem.ts";
import { Button } from "../../ui/button.tsx";
import { written } from "../../ui/dates.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { Field } from "../../ui/field.tsx";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import type { CaseDetail, Person } from "../cases.ts";
import { useMakeAssociation } from "./changes.ts";

interface Props {
  of: CaseDetail;
  person: Person;
  onClose: () => void;
}

/** Makes a code for a party and their agent, and shows it once (ID-21). */
export function AssociationDialog({ of: detail, person: { id, name }, onClose }: Props) {
  const { t } = useTranslation(["casework", "common"]);
  const make = useMakeAssociation(detail.id);
  if (make.data) {
    const { code, ends_at } = make.data;
    return (
      <Dialog
        title={t("associationDone")}
        onClose={onClose}
        footer={<Button onClick={onClose}>{t("common:close")}</Button>}
      >
        <p>{t("associationText", { name, until: written(ends_at, "dateTime") })}</p>
        <Field
          name="association"
          label={t("associationCode")}
          value={`${code.slice(0, 5)}-${code.slice(5)}`}
          readOnly
          onFocus={({ currentTarget }) => currentTarget.select()}
        />
      </Dialog>
    );
  }
  return (
    <Dialog
      title={t("associationNamed", { name })}
      onClose={onClose}
      footer={
        <>
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button
            look="primary"
            data-testid="make-association"
            busy={make.isPending}
            onClick={() => make.mutate(id)}
          >
            {t("associationMake")}
          </Button>
        </>
      }
    >
      <p>{t("associationMeans")}</p>
      {make.isError && <ProblemNotice problem={asProblem(make.error)} />}
    </Dialog>
  );
}
