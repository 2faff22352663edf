import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useDeferredValue, useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "../../ui/field.tsx";
import { Nothing, Shown } from "../../ui/states.tsx";
import { type Mediator, mediatorsQuery } from "./mediators.ts";

interface Props {
  /** Whose mediators. */
  institution: string;
  /** For which kind of dispute. */
  cause: string;
  /** The mediator the applicant asked for. */
  wished?: string | null | undefined;
  /** Chosen to begin with. */
  chosen?: string | undefined;
  /** The choice of none, where that is one. */
  nobody?: { label: string; hint: string };
  remark?: string | undefined;
}

/** The best that the list says: those who settle such disputes come first (MC-02). */
const RECOMMENDED = 3;

/** A list of mediators to choose one from, in a form; the field is called `mediator`. */
export function MediatorChoice({ institution, cause, wished, chosen, nobody, remark }: Props) {
  const { t } = useTranslation("casework");
  const [name, setName] = useState("");
  const q = useDeferredValue(name.trim());
  const found = useQuery({
    ...mediatorsQuery({ institution, cause, q }),
    placeholderData: (before) => before,
  });
  const [picked, setPicked] = useState(chosen ?? wished ?? "");
  return (
    <div className="mediator-choice">
      <Field
        type="search"
        name="mediator_name"
        label={t("mediatorSearch")}
        maxLength={100}
        value={name}
        onChange={({ currentTarget }) => setName(currentTarget.value)}
      />
      <Shown of={found}>
        {(mediators) => (
          <fieldset className="mediators" aria-describedby={remark && "mediator-remark"}>
            <legend>{t("mediator")}</legend>
            {nobody && (
              <Pick value="" picked={picked === ""} onPick={() => setPicked("")} hint={nobody.hint}>
                <strong>{nobody.label}</strong>
              </Pick>
            )}
            {mediators.length === 0 && <Nothing>{t("mediatorNone")}</Nothing>}
            {mediators.map((mediator, at) => (
              <Card
                key={mediator.id}
                mediator={mediator}
                label={
                  mediator.id === wished ? "mediatorWished" : q === "" && at < RECOMMENDED && "mediatorFirst"
                }
                picked={picked === mediator.id}
                onPick={() => setPicked(mediator.id)}
              />
            ))}
          </fieldset>
        )}
      </Shown>
      <input type="hidden" name="mediator" value={picked} />
      {remark && (
        <p id="mediator-remark" className="remark" role="alert">
          {remark}
        </p>
      )}
    </div>
  );
}

interface CardProps {
  mediator: Mediator;
  label: "mediatorWished" | "mediatorFirst" | false;
  picked: boolean;
  onPick: () => void;
}

function Card({ mediator, label, picked, onPick }: CardProps) {
  const { t } = useTranslation("casework");
  const { open, ended, success_percent: percent, best_cause: cause } = mediator;
  const facts = [
    t("mediatorOpen", { count: open }),
    t("mediatorEnded", { count: ended }),
    typeof percent === "number" && t("mediatorSuccess", { percent }),
    cause && t("mediatorBest", { cause }),
  ];
  return (
    <Pick value={mediator.id} picked={picked} onPick={onPick} hint={facts.filter(Boolean).join(" · ")}>
      <strong>{mediator.name}</strong> {label && <span className="tag green">{t(label)}</span>}
    </Pick>
  );
}

interface PickProps {
  value: string;
  picked: boolean;
  onPick: () => void;
  hint: string;
  children: ReactNode;
}

function Pick({ value, picked, onPick, hint, children }: PickProps) {
  return (
    <label className="mediator">
      <input type="radio" name="mediator_card" value={value} checked={picked} onChange={onPick} />
      <span>
        {children}
        <span className="hint">{hint}</span>
      </span>
    </label>
  );
}
