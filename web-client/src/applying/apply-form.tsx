import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { useMe } from "../access/account.ts";
import { answer, api } from "../api/client.ts";
import { asProblem } from "../api/problem.ts";
import { MediatorChoice } from "../cases/moves/mediator-choice.tsx";
import { Button } from "../ui/button.tsx";
import { useDraft } from "../ui/draft.ts";
import { useForm } from "../ui/form.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { caseOf, FIELDS, type Given, type Institution, missing, stepOf, STEPS } from "./application.ts";
import { ApplyCheck } from "./apply-check.tsx";
import { Dispute, OtherSide } from "./apply-fields.tsx";
import { ApplySteps } from "./apply-steps.tsx";

const LAST = STEPS.length - 1;

/** One form in four steps; what a step holds stays there while others are looked at. */
export function ApplyForm({ institutions }: { institutions: Institution[] }) {
  const { t } = useTranslation("applying");
  const draft = useDraft(`${useMe().id}.apply`);
  const [step, setStep] = useState(0);
  const [given, setGiven] = useState<Given>();
  const heading = useHeadingFocus(step);
  const send = useApply(setStep);
  const form = useForm({
    fields: FIELDS,
    check: (now) => {
      setGiven(now);
      return missing(now, step, t);
    },
    send: async (now) => (step < LAST ? null : await send(now)),
    onDone: (opened) => {
      if (opened === null) {
        setStep(step + 1);
        return;
      }
      draft.forget();
      opened();
    },
  });
  const own = { proposed: draft.given, remarks: form.remarks };
  return (
    <form className="form sheet padded" noValidate onSubmit={form.submit} onChange={draft.keep}>
      <ApplySteps at={step} />
      <h2 ref={heading} tabIndex={-1}>
        {t(`step_${STEPS[step] ?? "dispute"}`)}
      </h2>
      <div hidden={step !== 0} className="form">
        <Dispute {...own} institutions={institutions} />
      </div>
      <div hidden={step !== 1} className="form">
        <OtherSide {...own} />
      </div>
      <div hidden={step !== 2} className="form">
        <p className="hint">{t("mediatorText")}</p>
        {given?.institution && (
          <MediatorChoice
            key={given.institution}
            institution={given.institution}
            cause={given.cause}
            chosen={draft.given.mediator_card}
            nobody={{ label: t("anyMediator"), hint: t("anyMediatorHint") }}
          />
        )}
      </div>
      {step === LAST && given && (
        <ApplyCheck given={given} institutions={institutions} onChange={(back) => setStep(back)} />
      )}
      {form.problem && <ProblemNotice problem={form.problem} />}
      <p className="hint">{t("kept")}</p>
      <div className="dialog-way">
        {step > 0 && <Button onClick={() => setStep(step - 1)}>{t("previous")}</Button>}
        <Button look="primary" size="large" type="submit" busy={form.isSending}>
          {t(step === LAST ? "submit" : "next")}
        </Button>
      </div>
    </form>
  );
}

/** Sends it; resolves to the way to the new case. A refusal leads back to the step it is about. */
function useApply(goTo: (step: number) => void) {
  const navigate = useNavigate();
  const queries = useQueryClient();
  return async (given: Given) => {
    try {
      const { id } = await answer(api.POST("/api/v1/cases", { body: caseOf(given) }));
      await queries.invalidateQueries({ queryKey: ["cases"] });
      return () => void navigate(`/cases/${id}`);
    } catch (thrown) {
      const [first] = asProblem(thrown).fields;
      if (first) goTo(stepOf(first.field));
      throw thrown;
    }
  };
}

/** After a change of step the keyboard and the screen reader start at its heading. */
function useHeadingFocus(step: number) {
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    if (shown.current !== step) heading.current?.focus();
    shown.current = step;
  }, [step]);
  return heading;
}
