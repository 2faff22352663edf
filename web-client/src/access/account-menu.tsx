import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { LogOut, UserRound } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link, useNavigate } from "react-router";
import { answer, api } from "../api/client.ts";
import { useMe } from "./account.ts";

/** The name of whoever is signed in, and the way out. */
export function AccountMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/sign-out")),
    // Even if the server cannot be told, nobody else at this desk may read on.
    onSettled: async () => {
      await navigate("/sign-in", { replace: true, state: { signedOut: true } });
      queries.clear();
    },
  });
  return (
    <div className="account-menu">
      <Link to="/account" className="account-name">
        <UserRound aria-hidden />
        <span>{me.name}</span>
      </Link>
      <Button
        type="text"
        icon={<LogOut aria-hidden />}
        loading={signOut.isPending}
        onClick={() => signOut.mutate()}
      >
        {t("signOut")}
      </Button>
    </div>
  );
}
