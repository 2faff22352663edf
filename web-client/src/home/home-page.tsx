import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useMe } from "../access/account.ts";
import { written } from "../ui/dates.ts";
import { useNow } from "../ui/now.ts";
import { Nothing, Shown } from "../ui/states.tsx";
import { NamedPlaces } from "../linking/named-places.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { SessionCard } from "./session-card.tsx";
import { isToday, type Session, sessionsQuery } from "./sessions.ts";
import "./home.css";

/** `/`: what is on today, and one press to be in it. */
export default function HomePage() {
  const { t } = useTranslation(["home", "common"]);
  usePageTitle(t("common:home"));
  const me = useMe();
  const sessions = useQuery(sessionsQuery);
  return (
    <div className="page home">
      <header>
        <h1>{t("greeting", { name: me.name })}</h1>
        <p className="hint">{[written(useNow(), "day"), me.institution?.name].filter(Boolean).join(" · ")}</p>
      </header>
      <NamedPlaces />
      <Shown of={sessions}>{(found) => <Plan sessions={found} />}</Shown>
    </div>
  );
}

function Plan({ sessions }: { sessions: Session[] }) {
  const { t } = useTranslation("home");
  const now = useNow();
  const today = sessions.filter((session) => isToday(session, now));
  const later = sessions.filter((session) => !today.includes(session));
  return (
    <>
      <section aria-labelledby="today">
        <h2 id="today">{t("today")}</h2>
        {today.length === 0 ? <Nothing>{t("nothingToday")}</Nothing> : <Cards sessions={today} />}
      </section>
      <section aria-labelledby="later">
        <h2 id="later">{t("later")}</h2>
        {later.length === 0 ? <Nothing>{t("nothingLater")}</Nothing> : <Cards sessions={later} />}
      </section>
    </>
  );
}

function Cards({ sessions }: { sessions: Session[] }) {
  return (
    <ul className="session-cards">
      {sessions.map((session) => (
        <li key={session.id}>
          <SessionCard session={session} />
        </li>
      ))}
    </ul>
  );
}
