import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Button, Form } from "antd";
import Input from "antd/es/input/Input";
import Password from "antd/es/input/Password";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client.ts";
import { asProblem, besideFields } from "../api/form-problems.ts";
import type { Problem } from "../api/problem.ts";
import { OneOf } from "../ui/one-of.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { type Me, meQuery } from "./account.ts";
import { CodeField } from "./code-field.tsx";

type Way = "password" | "code";

interface Given {
  identity: string;
  password?: string;
  code?: string;
}

interface Props {
  /** Whose sign-in it is, if that is settled. */
  identity?: string | undefined;
  onSignedIn: (me: Me) => void;
}

/** Signing in by password or by a code sent to the person. */
export function SignInForm({ identity, onSignedIn }: Props) {
  const { t } = useTranslation("access");
  const [form] = Form.useForm<Given>();
  const [way, setWay] = useState<Way>("password");
  const [problem, setProblem] = useState<Problem | null>(null);
  const client = useQueryClient();
  const signIn = useMutation({
    mutationFn: (given: Given) => ask(given),
    onMutate: () => setProblem(null),
    onSuccess: ({ me }) => {
      client.setQueryData(meQuery.queryKey, me);
      onSignedIn(me);
    },
    onError: (thrown) => {
      setProblem(besideFields(form, thrown));
      form.focusField(way);
    },
  });
  return (
    <Form<Given>
      form={form}
      layout="vertical"
      requiredMark={false}
      size="large"
      initialValues={{ identity: identity ?? "" }}
      onFinish={(given) => signIn.mutate(given)}
    >
      <div className="way">
        <OneOf<Way>
          legend={t("way")}
          value={way}
          onChange={(chosen) => {
            setWay(chosen);
            setProblem(null);
          }}
          options={[
            { value: "password", label: t("byPassword") },
            { value: "code", label: t("byCode") },
          ]}
        />
      </div>
      <Form.Item
        name="identity"
        label={t("identity")}
        rules={[{ required: true, whitespace: true, message: t("identityNeeded") }]}
      >
        <Input autoComplete="username" maxLength={254} disabled={identity !== undefined} />
      </Form.Item>
      {way === "password" ? (
        <Form.Item
          name="password"
          label={t("password")}
          rules={[{ required: true, message: t("passwordNeeded") }]}
        >
          <Password autoComplete="current-password" maxLength={200} />
        </Form.Item>
      ) : (
        <CodeField form={form} onProblem={(thrown) => setProblem(asProblem(thrown))} />
      )}
      {problem && <ProblemNotice problem={problem} />}
      <Button type="primary" htmlType="submit" block loading={signIn.isPending} className="submit">
        {t("signIn")}
      </Button>
    </Form>
  );
}

function ask({ identity, password, code }: Given) {
  return code === undefined
    ? answer(api.POST("/api/v1/sign-in", { body: { identity, password: password ?? "" } }))
    : answer(api.POST("/api/v1/sign-in/with-code", { body: { identity, code } }));
}
