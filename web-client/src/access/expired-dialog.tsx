import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Dialog } from "../ui/dialog.tsx";
import type { Me } from "./account.ts";
import { setExpired } from "./expiry.ts";
import { SignInForm } from "./sign-in-form.tsx";
import "./welcome.css";

export default function ExpiredDialog({ me }: { me: Me }) {
  const { t } = useTranslation("access");
  const queries = useQueryClient();
  const goOn = (now: Me) => {
    // Somebody else must not see what the one before them was looking at.
    if (now.id !== me.id) window.location.assign("/");
    setExpired(false);
    void queries.invalidateQueries();
  };
  return (
    <Dialog title={t("expiredTitle")}>
      <p>{t("expiredText")}</p>
      <SignInForm identity={me.mobile ?? me.email ?? undefined} onSignedIn={goOn} />
      <p className="aside">
        <a href="/sign-in">{t("otherAccount")}</a>
      </p>
    </Dialog>
  );
}
