import { Send } from "lucide-react";
import { useRef } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../access/account.ts";
import { Button } from "../../ui/button.tsx";
import { useDraft } from "../../ui/draft.ts";
import { ChoiceField, LongField } from "../../ui/field.tsx";
import { useForm } from "../../ui/form.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import type { CaseDetail } from "../cases.ts";
import { useSideName } from "../people/role-name.ts";
import { type Audience, audiencesOf, LONGEST, useWrite } from "./messages.ts";

const FIELDS = ["body", "audience"] as const;

/** A message, and who is to read it. */
export function MessageForm({ of: detail, onSent }: { of: CaseDetail; onSent: () => void }) {
  const { t } = useTranslation("casework");
  const sideName = useSideName(detail.kind);
  const write = useWrite(detail.id);
  const draft = useDraft(`${useMe().id}.${detail.id}.message`);
  const body = useRef<HTMLTextAreaElement>(null);
  const audiences = audiencesOf(detail);
  const named = (audience: Audience) =>
    audience === "all" || audience === "own"
      ? `${t(`audience_${audience}`)} (${t(`audience_${audience}_hint`)})`
      : t("audience_side", { side: sideName(audience) });
  const form = useForm({
    fields: FIELDS,
    check: (given) => (given.body.trim() === "" ? { body: t("messageNeeded") } : {}),
    send: (given) =>
      write.mutateAsync({
        body: given.body.trim(),
        audience: audiences.find((one) => one === given.audience) ?? "all",
      }),
    onDone: () => {
      draft.forget();
      // The next message goes to the same people; the keyboard stays where it is.
      if (body.current) body.current.value = "";
      onSent();
    },
  });
  return (
    <form className="form sheet padded" noValidate onSubmit={form.submit} onChange={draft.keep}>
      <LongField
        ref={body}
        name="body"
        label={t("message")}
        remark={form.remarks.body}
        defaultValue={draft.given.body}
        maxLength={LONGEST}
      />
      <ChoiceField
        name="audience"
        label={t("audience")}
        defaultValue={draft.given.audience ?? "all"}
        options={audiences.map((value) => ({ value, label: named(value) }))}
      />
      {form.problem && <ProblemNotice problem={form.problem} />}
      <div className="form-way">
        <Button look="primary" type="submit" busy={form.isSending} icon={<Send aria-hidden />}>
          {t("send")}
        </Button>
      </div>
    </form>
  );
}
