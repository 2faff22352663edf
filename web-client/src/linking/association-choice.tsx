import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useNavigate } from "react-router";
import { asProblem } from "../api/problem.ts";
import { Button } from "../ui/button.tsx";
import { written } from "../ui/dates.ts";
import { OneOf } from "../ui/one-of.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { type AssociateAs, type Found, useAssociate } from "./linking.ts";

/** What a code is for, and as whom to use it: each of the two ways is there once. */
export function AssociationChoice({ of, onBack }: { of: Found; onBack: () => void }) {
  const { t } = useTranslation(["linking", "common"]);
  const navigate = useNavigate();
  const { party, institution, open_to, ends_at } = of.association;
  const [as, setAs] = useState<AssociateAs>(open_to[0] ?? "party");
  const associate = useAssociate(of.code);
  const use = () =>
    associate.mutate(as, {
      onSuccess: ({ case: joined }) => void navigate(`/cases/${joined}`, { replace: true }),
    });
  return (
    <section className="form sheet padded" aria-label={t("found")}>
      <p>{t("foundText", { party, institution })}</p>
      <p className="hint">{t("until", { time: written(ends_at, "dateTime") })}</p>
      <OneOf
        legend={t("as")}
        options={open_to.map((value) => ({ value, label: t(`as_${value}`, { party }) }))}
        value={as}
        onChange={setAs}
      />
      <p className="hint">{t(`means_${as}`)}</p>
      {associate.isError && <ProblemNotice problem={asProblem(associate.error)} />}
      <div className="form-way">
        <Button onClick={onBack}>{t("common:back")}</Button>
        <Button look="primary" size="large" data-testid="associate" busy={associate.isPending} onClick={use}>
          {t("use")}
        </Button>
      </div>
    </section>
  );
}
