import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { PasswordField } from "../ui/field.tsx";
import { useForm } from "../ui/form.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { checkNewPassword, NEW_PASSWORD, NewPassword } from "./new-password.tsx";

/** Changing the password of whoever is signed in. */
export function PasswordForm({ onChanged }: { onChanged?: () => void }) {
  const { t } = useTranslation("access");
  const [changes, setChanges] = useState(0);
  const form = useForm({
    fields: ["present", ...NEW_PASSWORD] as const,
    check: (given) => ({
      ...(given.present === "" && { present: t("passwordNeeded") }),
      ...checkNewPassword(given, t),
    }),
    send: ({ present, password }) => answer(api.PUT("/api/v1/me/password", { body: { present, password } })),
    onDone: () => {
      setChanges(changes + 1);
      onChanged?.();
    },
  });
  return (
    // Another key: nobody finds the passwords in the fields after they have done their work.
    <form key={changes} className="form" noValidate onSubmit={form.submit}>
      <PasswordField
        name="present"
        label={t("presentPassword")}
        remark={form.remarks.present}
        autoComplete="current-password"
      />
      <NewPassword remarks={form.remarks} />
      {form.problem && (
        <ProblemNotice problem={form.problem} say={{ wrong_credentials: "wrong_present_password" }} />
      )}
      {changes > 0 && !form.problem && (
        <p role="status" className="notice-green">
          {t("passwordChanged")}
        </p>
      )}
      <div>
        <Button look="primary" type="submit" busy={form.isSending}>
          {t("changePassword")}
        </Button>
      </div>
    </form>
  );
}
