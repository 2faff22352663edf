import { Link } from "react-router";

import { useView } from "./context.tsx";
import { dayAndClock } from "./time.ts";
import { useLocale, useTexts } from "./texts.tsx";

/** The session is closed, cancelled, postponed or goes on in the court house. */
export function OverScreen() {
  const t = useTexts();
  const locale = useLocale();
  const { session } = useView();
  return (
    <main className="session-main session-alone">
      <section className="session-ended" data-testid="over">
        <h2>{t(`phase.${session.kind}.${session.phase}`)}</h2>
        <p>{t("over.at", { time: dayAndClock(session.phase_since, locale) })}</p>
        {session.outcome && <p>{t("over.outcome", { outcome: t(`outcome.${session.outcome}`) })}</p>}
        {session.phase_reason && <p>{t("over.reason", { reason: session.phase_reason })}</p>}
        <p>{t("over.next")}</p>
        <div className="session-choices">
          <Link className="session-link" to="/">
            {t("ended.home")}
          </Link>
        </div>
      </section>
    </main>
  );
}
