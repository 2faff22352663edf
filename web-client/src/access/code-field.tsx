import { useMutation } from "@tanstack/react-query";
import { Button, Form, type FormInstance } from "antd";
import Input from "antd/es/input/Input";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client.ts";

/** Seconds before another code can be asked for. */
const PAUSE = 60;

interface Props {
  form: FormInstance;
  onProblem: (thrown: unknown) => void;
}

/** A one-time code and the button that has it sent to the identity given above. */
export function CodeField({ form, onProblem }: Props) {
  const { t } = useTranslation("access");
  const [pause, setPause] = useState(0);
  const send = useMutation({
    mutationFn: (identity: string) => answer(api.POST("/api/v1/sign-in/code", { body: { identity } })),
    onSuccess: () => {
      setPause(PAUSE);
      form.focusField("code");
    },
    onError: onProblem,
  });
  useEffect(() => {
    if (pause === 0) return;
    const timer = setTimeout(() => setPause(pause - 1), 1000);
    return () => clearTimeout(timer);
  }, [pause]);
  const ask = async () => {
    const { identity } = (await form.validateFields(["identity"])) as { identity: string };
    send.mutate(identity);
  };
  return (
    <Form.Item
      label={t("code")}
      htmlFor="code"
      extra={<span role="status">{send.isSuccess && t("codeSent")}</span>}
    >
      <div className="code-field">
        <Form.Item name="code" noStyle rules={[{ required: true, message: t("codeNeeded") }]}>
          <Input id="code" inputMode="numeric" autoComplete="one-time-code" maxLength={6} />
        </Form.Item>
        <Button
          onClick={() => void ask().catch(() => undefined)}
          loading={send.isPending}
          disabled={pause > 0}
        >
          {pause > 0 ? t("sendCodeAgain", { seconds: pause }) : t("sendCode")}
        </Button>
      </div>
    </Form.Item>
  );
}
