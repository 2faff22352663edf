import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client.ts";
import type { Problem } from "../api/problem.ts";
import { preferAccountLanguage } from "../i18n/i18n.ts";
import { Button } from "../ui/button.tsx";
import { Field, PasswordField } from "../ui/field.tsx";
import { useForm } from "../ui/form.ts";
import { OneOf } from "../ui/one-of.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { type Me, meQuery, waysQuery } from "./account.ts";
import { CodeField } from "./code-field.tsx";

type Way = "password" | "code";

interface Props {
  /** Whose sign-in it is, if that is settled. */
  identity?: string | undefined;
  onSignedIn: (me: Me) => void;
}

/** Signing in by password or by a code sent to the person. */
export function SignInForm({ identity, onSignedIn }: Props) {
  const { t } = useTranslation("access");
  const [way, setWay] = useState<Way>("password");
  const [unsent, setUnsent] = useState<Problem | null>(null);
  const queries = useQueryClient();
  const { data: ways } = useQuery(waysQuery);
  const form = useForm({
    fields: ["identity", "password", "code"] as const,
    check: (given) => ({
      ...(given.identity.trim() === "" && { identity: t("identityNeeded") }),
      ...(given[way] === "" && { [way]: t(way === "password" ? "passwordNeeded" : "codeNeeded") }),
    }),
    send: ({ identity, password, code }) =>
      way === "password"
        ? answer(api.POST("/api/v1/sign-in", { body: { identity, password } }))
        : answer(api.POST("/api/v1/sign-in/with-code", { body: { identity, code } })),
    onDone: ({ me }) => {
      void preferAccountLanguage(me.language);
      queries.setQueryData(meQuery.queryKey, me);
      onSignedIn(me);
    },
  });
  const problem = unsent ?? form.problem;
  const change = (chosen: Way) => {
    setWay(chosen);
    setUnsent(null);
    form.clear();
  };
  return (
    <form className="form" noValidate onSubmit={form.submit}>
      {ways?.code && (
        <OneOf<Way>
          legend={t("way")}
          value={way}
          onChange={change}
          options={[
            { value: "password", label: t("byPassword") },
            { value: "code", label: t("byCode") },
          ]}
        />
      )}
      <Field
        name="identity"
        label={t("identity")}
        remark={form.remarks.identity}
        defaultValue={identity}
        disabled={identity !== undefined}
        autoComplete="username"
        maxLength={254}
      />
      {way === "password" ? (
        <PasswordField
          name="password"
          label={t("password")}
          remark={form.remarks.password}
          autoComplete="current-password"
        />
      ) : (
        <CodeField remark={form.remarks.code} onProblem={setUnsent} />
      )}
      {problem && <ProblemNotice problem={problem} />}
      <Button look="primary" size="large" type="submit" wide busy={form.isSending}>
        {t("signIn")}
      </Button>
    </form>
  );
}
