import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { useForm } from "../ui/form.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { type Found, lookAt } from "./linking.ts";

/** Asks for the code. What it leads to is shown before it is used up. */
export function CodeForm({ onFound }: { onFound: (found: Found) => void }) {
  const { t } = useTranslation("linking");
  const form = useForm({
    fields: ["code"] as const,
    check: ({ code }) => (code.trim() === "" ? { code: t("codeNeeded") } : {}),
    send: ({ code }) => lookAt(code),
    onDone: onFound,
  });
  const wrong = form.remarks.code;
  return (
    <form className="form sheet padded" noValidate onSubmit={form.submit}>
      <p>{t("text")}</p>
      <Field
        name="code"
        label={t("code")}
        hint={t("codeHint")}
        remark={wrong === undefined || wrong === t("codeNeeded") ? wrong : t("codeWrong")}
        maxLength={40}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
      />
      {form.problem && <ProblemNotice problem={form.problem} />}
      <div className="form-way">
        <Button look="primary" size="large" type="submit" busy={form.isSending}>
          {t("look")}
        </Button>
      </div>
    </form>
  );
}
