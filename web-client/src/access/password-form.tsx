import { useMutation } from "@tanstack/react-query";
import { Button, Form } from "antd";
import Password from "antd/es/input/Password";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client.ts";
import { besideFields } from "../api/form-problems.ts";
import type { Problem } from "../api/problem.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { NewPassword } from "./new-password.tsx";

interface Given {
  present: string;
  password: string;
}

/** Changing the password of whoever is signed in. */
export function PasswordForm({ onChanged }: { onChanged?: () => void }) {
  const { t } = useTranslation("access");
  const [form] = Form.useForm<Given>();
  const [problem, setProblem] = useState<Problem | null>(null);
  const change = useMutation({
    mutationFn: ({ present, password }: Given) =>
      answer(api.PUT("/api/v1/me/password", { body: { present, password } })),
    onMutate: () => setProblem(null),
    onSuccess: () => {
      form.resetFields();
      onChanged?.();
    },
    onError: (thrown) => setProblem(besideFields(form, thrown)),
  });
  return (
    <Form<Given>
      form={form}
      layout="vertical"
      requiredMark={false}
      onFinish={(given) => change.mutate(given)}
    >
      <Form.Item
        name="present"
        label={t("presentPassword")}
        rules={[{ required: true, message: t("passwordNeeded") }]}
      >
        <Password autoComplete="current-password" maxLength={200} />
      </Form.Item>
      <NewPassword />
      {problem && <ProblemNotice problem={problem} say={{ wrong_credentials: "wrong_present_password" }} />}
      {change.isSuccess && (
        <p role="status" className="notice-green">
          {t("passwordChanged")}
        </p>
      )}
      <Button type="primary" htmlType="submit" loading={change.isPending} className="submit">
        {t("changePassword")}
      </Button>
    </Form>
  );
}
