import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { PasswordField } from "../ui/field.tsx";
import type { Remarks } from "../ui/form.ts";

export const NEW_PASSWORD = ["password", "repeat"] as const;
type NewPasswordField = (typeof NEW_PASSWORD)[number];

/** A new password, typed twice. Whether it is good enough is the server's to say. */
export function NewPassword({ remarks }: { remarks: Remarks<NewPasswordField> }) {
  const { t } = useTranslation("access");
  return (
    <>
      <PasswordField
        name="password"
        label={t("newPassword")}
        hint={t("newPasswordHint")}
        remark={remarks.password}
        autoComplete="new-password"
      />
      <PasswordField
        name="repeat"
        label={t("repeatPassword")}
        remark={remarks.repeat}
        autoComplete="new-password"
      />
    </>
  );
}

/** What can be seen to be wrong with a new password. */
export function checkNewPassword(
  { password, repeat }: Record<NewPasswordField, string>,
  t: TFunction<"access">,
): Remarks<NewPasswordField> {
  if (password === "") return { password: t("newPasswordNeeded") };
  return password === repeat ? {} : { repeat: t("repeatPasswordWrong") };
}
