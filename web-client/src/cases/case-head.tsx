import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { Button } from "../ui/button.tsx";
import { Moment } from "../ui/moment.tsx";
import type { CaseDetail } from "./cases.ts";
import { MoveDialog } from "./moves/move-dialog.tsx";
import { awaitedMove, isFinal, type MoveName, movesOf } from "./moves/moves.ts";
import { nextStep } from "./next-step.ts";
import { StateTag } from "./state-tag.tsx";

/** Which case this is, where it stands, and what it waits for. */
export function CaseHead({ of: detail }: { of: CaseDetail }) {
  const { t } = useTranslation("cases");
  return (
    <header className="case-head">
      <Link to="/cases">{t("title")}</Link>
      <h1>{detail.title}</h1>
      <dl className="facts">
        <Fact name={t("caseNo")}>{detail.case_no}</Fact>
        <Fact name={t("kind")}>{t(`kind_${detail.kind}`)}</Fact>
        <Fact name={t("cause")}>{detail.cause}</Fact>
        <Fact name={t("createdAt")}>
          <Moment at={detail.created_at} as="date" />
        </Fact>
        <Fact name={t("state")}>
          <StateTag state={detail.state} />
        </Fact>
      </dl>
      <NextStep of={detail} />
    </header>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** What the case waits for, with the way to do it if it is this reader's turn. */
function NextStep({ of: detail }: { of: CaseDetail }) {
  const { t } = useTranslation("casework");
  const [move, setMove] = useState<MoveName>();
  const awaited = awaitedMove(detail);
  const others = movesOf(detail).filter((one) => one !== awaited);
  return (
    <section className="next-step" aria-labelledby="next-step">
      <div>
        <h2 id="next-step">{t("nextStep")}</h2>
        <p role="status">{t(nextStep(detail), { outcome: t(`outcome_${detail.outcome ?? "other"}`) })}</p>
      </div>
      <div className="next-step-way">
        {others.map((one) => (
          <Button
            key={one}
            data-testid={`move-${one}`}
            look="quiet"
            danger={isFinal(one)}
            onClick={() => setMove(one)}
          >
            {t(`move_${one}`)}
          </Button>
        ))}
        {awaited && (
          <Button
            look="primary"
            size="large"
            data-testid={`move-${awaited}`}
            onClick={() => setMove(awaited)}
          >
            {t(`move_${awaited}`)}
          </Button>
        )}
      </div>
      {move && <MoveDialog of={detail} move={move} onClose={() => setMove(undefined)} />}
    </section>
  );
}
