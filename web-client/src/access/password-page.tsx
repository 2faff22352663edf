import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useNavigate, useSearchParams } from "react-router";
import { usePageTitle } from "../ui/page-title.ts";
import { meQuery, pageAfterSignIn } from "./account.ts";
import { PasswordForm } from "./password-form.tsx";
import { Welcome } from "./welcome.tsx";

/** `/password`: somebody whose password was set by staff chooses their own before anything else. */
export default function PasswordPage() {
  const { t } = useTranslation("access");
  usePageTitle(t("choosePasswordTitle"));
  const navigate = useNavigate();
  const [query] = useSearchParams();
  const queries = useQueryClient();
  const goOn = async () => {
    // What the pages go by is never stale to them: it is asked for anew, not refreshed.
    await queries.query({ ...meQuery, staleTime: 0 });
    await navigate(pageAfterSignIn(query.get("next")), { replace: true });
  };
  return (
    <Welcome title={t("choosePasswordTitle")} hint={t("choosePasswordText")}>
      <PasswordForm onChanged={() => void goOn()} />
    </Welcome>
  );
}
