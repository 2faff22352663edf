import { useMutation, useQueryClient } from "@tanstack/react-query";
import { LogOut } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { answer, api } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { forgetDrafts } from "../ui/draft.ts";

/** Ends the sign-in on this device. */
export function SignOut({ look = "plain" }: { look?: "plain" | "quiet" }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const signOut = useMutation({
    mutationFn: () => answer(api.POST("/api/v1/sign-out")),
    // Even if the server cannot be told, nobody else at this desk may read on.
    onSettled: async () => {
      await navigate("/sign-in", { replace: true, state: { signedOut: true } });
      queries.clear();
      forgetDrafts();
    },
  });
  return (
    <Button
      look={look}
      icon={<LogOut aria-hidden />}
      busy={signOut.isPending}
      onClick={() => signOut.mutate()}
    >
      {t("signOut")}
    </Button>
  );
}
