import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../access/account.ts";
import type { CaseDetail } from "../cases/cases.ts";
import { Button } from "../ui/button.tsx";
import { written } from "../ui/dates.ts";
import { Dialog } from "../ui/dialog.tsx";
import { useDraft } from "../ui/draft.ts";
import { ChoiceField, LongField } from "../ui/field.tsx";
import { useForm } from "../ui/form.ts";
import { useNow } from "../ui/now.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { hearingsToCome, KINDS, useApply, WORDS } from "./applications.ts";

const FIELDS = ["kind", "hearing_at", "reason"] as const;

/** An application to the judge; a postponement names its hearing. */
export function ApplyDialog({ of: detail, onClose }: { of: CaseDetail; onClose: () => void }) {
  const { t } = useTranslation(["applications", "common"]);
  const draft = useDraft(`${useMe().id}.${detail.id}.application`);
  const hearings = hearingsToCome(detail.sessions, useNow());
  const [kind, setKind] = useState(KINDS.find((one) => one === draft.given.kind) ?? "postponement");
  const isPostponement = kind === "postponement";
  const apply = useApply(detail.id);
  const form = useForm({
    fields: FIELDS,
    check: (given) => ({
      ...(isPostponement && given.hearing_at === "" && { hearing_at: t("hearingNeeded") }),
      ...(given.reason.trim() === "" && { reason: t("reasonNeeded") }),
    }),
    send: (given) =>
      apply.mutateAsync({
        kind,
        reason: given.reason.trim(),
        ...(isPostponement && { hearing_at: Number(given.hearing_at) }),
      }),
    onDone: () => {
      draft.forget();
      onClose();
    },
  });
  return (
    <Dialog title={t("applyTitle")} onClose={onClose}>
      <form className="form" noValidate onSubmit={form.submit} onChange={draft.keep}>
        <ChoiceField
          name="kind"
          label={t("kind")}
          value={kind}
          onChange={({ currentTarget }) =>
            setKind(KINDS.find((one) => one === currentTarget.value) ?? "postponement")
          }
          options={KINDS.map((value) => ({ value, label: t(`kind_${value}`) }))}
        />
        {isPostponement && (
          <ChoiceField
            name="hearing_at"
            label={t("hearing")}
            hint={hearings.length === 0 ? t("noHearing") : undefined}
            remark={form.remarks.hearing_at}
            defaultValue={draft.given.hearing_at ?? ""}
            options={[
              { value: "", label: t("choose") },
              ...hearings.map(({ scheduled_at: at, title }) => ({
                value: String(at),
                label: `${title} · ${written(at, "dateTime")}`,
              })),
            ]}
          />
        )}
        <LongField
          name="reason"
          label={t("reason")}
          hint={t("reasonHint")}
          remark={form.remarks.reason}
          defaultValue={draft.given.reason}
          maxLength={WORDS}
        />
        {form.problem && <ProblemNotice problem={form.problem} />}
        <div className="dialog-way">
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" type="submit" busy={form.isSending}>
            {t("send")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
