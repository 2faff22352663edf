import { useTranslation } from "react-i18next";
import { usePageTitle } from "../ui/page-title.ts";
import { useMe } from "./account.ts";
import { PasswordForm } from "./password-form.tsx";
import { SignOut } from "./sign-out.tsx";
import { SignIns } from "./sign-ins.tsx";
import "./account.css";

/** `/account` */
export default function AccountPage() {
  const { t } = useTranslation("access");
  usePageTitle(t("accountTitle"));
  const me = useMe();
  const facts: [string, string | undefined][] = [
    [t("name"), me.name],
    [t("mobile"), me.mobile ?? undefined],
    [t("email"), me.email ?? undefined],
    [t("institution"), me.institution?.name],
    [t("offices"), me.offices.map((office) => t(`office_${office}`)).join(" · ")],
  ];
  return (
    <div className="page account">
      <h1>{t("accountTitle")}</h1>
      <dl className="sheet account-facts">
        {facts
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <div>
        <SignOut />
      </div>
      <section aria-labelledby="sign-ins">
        <h2 id="sign-ins">{t("signIns")}</h2>
        <SignIns />
      </section>
      <section aria-labelledby="change-password">
        <h2 id="change-password">{t("changePassword")}</h2>
        <div className="sheet account-password">
          <PasswordForm />
        </div>
      </section>
    </div>
  );
}
