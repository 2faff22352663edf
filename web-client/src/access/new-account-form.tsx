import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Form } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client.ts";
import { besideFields } from "../api/form-problems.ts";
import type { Problem } from "../api/problem.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { meQuery } from "./account.ts";
import { NewPassword } from "./new-password.tsx";

interface Given {
  password: string;
}

interface Props {
  token: string;
  onAccepted: () => void;
}

/** Accepting an invitation without having an account: choose a password and be in. */
export function NewAccountForm({ token, onAccepted }: Props) {
  const { t } = useTranslation("access");
  const [form] = Form.useForm<Given>();
  const [problem, setProblem] = useState<Problem | null>(null);
  const queries = useQueryClient();
  const accept = useMutation({
    mutationFn: ({ password }: Given) =>
      answer(api.POST("/api/v1/invitations/accept-new", { body: { token, password } })),
    onMutate: () => setProblem(null),
    onSuccess: ({ me }) => {
      queries.setQueryData(meQuery.queryKey, me);
      onAccepted();
    },
    onError: (thrown) => setProblem(besideFields(form, thrown)),
  });
  return (
    <Form<Given>
      form={form}
      layout="vertical"
      requiredMark={false}
      size="large"
      onFinish={(given) => accept.mutate(given)}
    >
      <p>{t("invitationNewHint")}</p>
      <NewPassword />
      {problem && <ProblemNotice problem={problem} say={{ wrong_code: "wrong_link" }} />}
      <Button type="primary" htmlType="submit" block loading={accept.isPending} className="submit">
        {t("accept")}
      </Button>
    </Form>
  );
}
