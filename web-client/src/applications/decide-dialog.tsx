import { useTranslation } from "react-i18next";
import { useMe } from "../access/account.ts";
import type { CaseDetail } from "../cases/cases.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useDraft } from "../ui/draft.ts";
import { ChoiceField, LongField } from "../ui/field.tsx";
import { useForm } from "../ui/form.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { type Application, useDecide, WORDS } from "./applications.ts";

const FIELDS = ["ruling", "opinion"] as const;

interface Props {
  of: CaseDetail;
  on: Application;
  onClose: () => void;
}

/** Grants an application or refuses it; a refusal says why. */
export function DecideDialog({ of: detail, on: application, onClose }: Props) {
  const { t } = useTranslation(["applications", "common"]);
  const draft = useDraft(`${useMe().id}.${application.id}.ruling`);
  const decide = useDecide(detail.id, application.id);
  const form = useForm({
    fields: FIELDS,
    check: ({ ruling, opinion }) => ({
      ...(ruling === "" && { ruling: t("rulingNeeded") }),
      ...(ruling === "refused" && opinion.trim() === "" && { opinion: t("opinionNeeded") }),
    }),
    send: ({ ruling, opinion }) =>
      decide.mutateAsync({ granted: ruling === "granted", opinion: opinion.trim() }),
    onDone: () => {
      draft.forget();
      onClose();
    },
  });
  return (
    <Dialog title={t("decideTitle")} onClose={onClose}>
      <form className="form" noValidate onSubmit={form.submit} onChange={draft.keep}>
        <blockquote className="prose">{application.reason}</blockquote>
        <p>{t("decideMeans")}</p>
        {application.kind === "postponement" && <p className="hint">{t("postponeMeans")}</p>}
        <ChoiceField
          name="ruling"
          label={t("ruling")}
          remark={form.remarks.ruling}
          defaultValue={draft.given.ruling ?? ""}
          options={[
            { value: "", label: t("choose") },
            { value: "granted", label: t("ruling_granted") },
            { value: "refused", label: t("ruling_refused") },
          ]}
        />
        <LongField
          name="opinion"
          label={t("opinion")}
          remark={form.remarks.opinion}
          defaultValue={draft.given.opinion}
          maxLength={WORDS}
        />
        {form.problem && <ProblemNotice problem={form.problem} />}
        <div className="dialog-way">
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" type="submit" busy={form.isSending}>
            {t("decideDo")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
