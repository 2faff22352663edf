import { useMutation } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client.ts";
import { asProblem, type Problem } from "../api/problem.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";

/** Seconds before another code can be asked for. */
const PAUSE = 60;

interface Props {
  remark: string | undefined;
  /** The code could not be sent; `null` when it is tried again. */
  onProblem: (problem: Problem | null) => void;
}

/** A one-time code and the button that has it sent to the identity in the same form. */
export function CodeField({ remark, onProblem }: Props) {
  const { t } = useTranslation("access");
  const input = useRef<HTMLInputElement>(null);
  const [pause, startPause] = useCountdown();
  const send = useMutation({
    mutationFn: (identity: string) => answer(api.POST("/api/v1/sign-in/code", { body: { identity } })),
    onMutate: () => onProblem(null),
    onSuccess: () => {
      startPause(PAUSE);
      input.current?.focus();
    },
    onError: (thrown) => onProblem(asProblem(thrown)),
  });
  const ask = () => {
    const identity = input.current?.form?.elements.namedItem("identity");
    if (!(identity instanceof HTMLInputElement)) return;
    if (identity.value.trim() === "") identity.focus();
    else send.mutate(identity.value);
  };
  return (
    <>
      <Field
        ref={input}
        name="code"
        label={t("code")}
        remark={remark}
        inputMode="numeric"
        autoComplete="one-time-code"
        maxLength={6}
        beside={
          <Button onClick={ask} busy={send.isPending} disabled={pause > 0}>
            {pause > 0 ? t("sendCodeAgain", { seconds: pause }) : t("sendCode")}
          </Button>
        }
      />
      <p role="status" className="hint">
        {send.isSuccess && t("codeSent")}
      </p>
    </>
  );
}

/** Whole seconds left, and how to start over. */
function useCountdown(): [number, (seconds: number) => void] {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    if (left === 0) return;
    const timer = setTimeout(() => setLeft(left - 1), 1000);
    return () => clearTimeout(timer);
  }, [left]);
  return [left, setLeft];
}
