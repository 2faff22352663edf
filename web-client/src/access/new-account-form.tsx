import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client.ts";
import { Button } from "../ui/button.tsx";
import { useForm } from "../ui/form.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { meQuery } from "./account.ts";
import { checkNewPassword, NEW_PASSWORD, NewPassword } from "./new-password.tsx";

interface Props {
  token: string;
  onAccepted: () => void;
}

/** Accepting an invitation without having an account: choose a password and be in. */
export function NewAccountForm({ token, onAccepted }: Props) {
  const { t } = useTranslation("access");
  const queries = useQueryClient();
  const form = useForm({
    fields: NEW_PASSWORD,
    check: (given) => checkNewPassword(given, t),
    send: ({ password }) => answer(api.POST("/api/v1/invitations/accept-new", { body: { token, password } })),
    onDone: ({ me }) => {
      queries.setQueryData(meQuery.queryKey, me);
      onAccepted();
    },
  });
  return (
    <form className="form" noValidate onSubmit={form.submit}>
      <p>{t("invitationNewHint")}</p>
      <NewPassword remarks={form.remarks} />
      {form.problem && <ProblemNotice problem={form.problem} say={{ wrong_code: "wrong_link" }} />}
      <Button look="primary" size="large" type="submit" wide busy={form.isSending}>
        {t("accept")}
      </Button>
    </form>
  );
}
