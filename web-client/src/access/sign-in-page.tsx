import { useTranslation } from "react-i18next";
import { useLocation, useNavigate, useSearchParams } from "react-router";
import { usePageTitle } from "../ui/page-title.ts";
import { Welcome } from "./welcome.tsx";
import { pageAfterSignIn } from "./account.ts";
import { SignInForm } from "./sign-in-form.tsx";

/** `/sign-in?next=…` */
export default function SignInPage() {
  const { t } = useTranslation("access");
  usePageTitle(t("signIn"));
  const navigate = useNavigate();
  const [query] = useSearchParams();
  const { state } = useLocation() as { state: { signedOut?: boolean } | null };
  const go = () => void navigate(pageAfterSignIn(query.get("next")), { replace: true });
  return (
    <Welcome title={t("signInTitle")} hint={t("signInHint")}>
      {state?.signedOut && (
        <p role="status" className="notice-green">
          {t("signedOut")}
        </p>
      )}
      <SignInForm onSignedIn={go} />
      <p className="aside">{t("haveInvitation")}</p>
    </Welcome>
  );
}
