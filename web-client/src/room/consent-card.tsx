import { useState } from "react";

import { useRequest, useView } from "../session/context.tsx";
import { can, isCaucus, isStaff, takesPart } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { Button } from "../ui/button.tsx";

/** Asks once whether a mediation may be recorded. No answer is no; either answer can be changed later. */
export function ConsentCard() {
  const t = useTexts();
  const request = useRequest();
  const { session, me } = useView();
  const [later, setLater] = useState(false);
  // What is said in private is never recorded; nobody is bothered with it there.
  const asked =
    session.kind === "mediation" && !isCaucus(me.room) && takesPart(me) && !isStaff(me) && can(me, "consent");
  if (!asked || later || me.consents.recording !== undefined) return null;
  const answer = (given: boolean) => void request({ type: "consent", stage: "recording", given });
  return (
    <section className="consent" aria-label={t("consent.title")} data-testid="consent">
      <div>
        <h2>{t("consent.title")}</h2>
        <p>{t("consent.text")}</p>
      </div>
      <div className="session-choices">
        <Button look="primary" data-testid="consent-give" onClick={() => answer(true)}>
          {t("consent.give")}
        </Button>
        <Button data-testid="consent-refuse" onClick={() => answer(false)}>
          {t("consent.refuse")}
        </Button>
        <Button look="quiet" onClick={() => setLater(true)}>
          {t("consent.later")}
        </Button>
      </div>
    </section>
  );
}

/** Changes the answer, at any time. */
export function ConsentChoice() {
  const t = useTexts();
  const request = useRequest();
  const { session, me } = useView();
  const given = me.consents.recording;
  if (session.kind !== "mediation" || given === undefined || !can(me, "consent")) return null;
  return (
    <div className="consent-choice">
      <p>{t(given ? "consent.given" : "consent.refused")}</p>
      <Button
        data-testid="consent-change"
        onClick={() => void request({ type: "consent", stage: "recording", given: !given })}
      >
        {t(given ? "consent.withdraw" : "consent.give")}
      </Button>
    </div>
  );
}
