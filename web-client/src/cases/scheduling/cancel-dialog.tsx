import { useTranslation } from "react-i18next";
import { useMe } from "../../access/account.ts";
import type { Session } from "../../home/sessions.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useDraft } from "../../ui/draft.ts";
import { LongField } from "../../ui/field.tsx";
import { useForm } from "../../ui/form.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import type { CaseDetail } from "../cases.ts";
import { useCancelSession } from "./scheduling.ts";

interface Props {
  of: CaseDetail;
  session: Session;
  onClose: () => void;
}

/** Calls a session off, with the reason. */
export function CancelDialog({ of: detail, session, onClose }: Props) {
  const { t } = useTranslation(["casework", "common"]);
  const draft = useDraft(`${useMe().id}.${session.id}.cancel`);
  const cancel = useCancelSession(detail);
  const form = useForm({
    fields: ["reason"],
    check: ({ reason }) => (reason.trim() === "" ? { reason: t("reasonNeeded") } : {}),
    send: ({ reason }) => cancel.mutateAsync({ session: session.id, reason: reason.trim() }),
    onDone: () => {
      draft.forget();
      onClose();
    },
  });
  return (
    <Dialog title={t("cancelSessionTitle", { title: session.title })} onClose={onClose}>
      <form className="form" noValidate onSubmit={form.submit} onChange={draft.keep}>
        <p>{t("cancelSessionMeans")}</p>
        <LongField
          name="reason"
          label={t("cancelReason")}
          remark={form.remarks.reason}
          defaultValue={draft.given.reason}
          maxLength={1000}
        />
        {form.problem && <ProblemNotice problem={form.problem} />}
        <div className="dialog-way">
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" danger type="submit" busy={form.isSending}>
            {t("cancelDo")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
