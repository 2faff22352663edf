import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { mediatorsQuery } from "../cases/moves/mediators.ts";
import { Button } from "../ui/button.tsx";
import type { Given, Institution } from "./application.ts";

interface Props {
  given: Given;
  institutions: Institution[];
  /** Back to a step. */
  onChange: (step: number) => void;
}

/** Everything once more before it is sent. */
export function ApplyCheck({ given, institutions, onChange }: Props) {
  const { t } = useTranslation("applying");
  const mediators = useQuery(mediatorsQuery({ institution: given.institution, cause: given.cause, q: "" }));
  const wished = mediators.data?.find(({ id }) => id === given.mediator)?.name;
  const reached = [given["people.0.mobile"], given["people.0.email"]].filter(Boolean).join(" · ");
  return (
    <div className="form">
      <p>{t("checkText")}</p>
      <dl className="apply-check">
        <Row name={t("institution")} onChange={() => onChange(0)}>
          {institutions.find(({ id }) => id === given.institution)?.name}
        </Row>
        <Row name={t("cause")} onChange={() => onChange(0)}>
          {given.cause}
        </Row>
        <Row name={t("description")} onChange={() => onChange(0)}>
          <span className="prose">{given.description}</span>
        </Row>
        <Row name={t("step_other")} onChange={() => onChange(1)}>
          {given["people.0.name"]} <span className="hint">{reached}</span>
        </Row>
        <Row name={t("wished")} onChange={() => onChange(2)}>
          {wished ?? t("anyMediator")}
        </Row>
      </dl>
    </div>
  );
}

function Row({ name, children, onChange }: { name: string; children: ReactNode; onChange: () => void }) {
  const { t } = useTranslation("applying");
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
      <dd>
        <Button look="quiet" size="small" aria-label={t("changeNamed", { what: name })} onClick={onChange}>
          {t("change")}
        </Button>
      </dd>
    </div>
  );
}
