import { DoorOpen, Gavel, MessagesSquare } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { writtenFrom } from "../ui/dates.ts";
import { Moment } from "../ui/moment.tsx";
import { useNow } from "../ui/now.ts";
import { entryOpens, isOver, isUnderWay, mayEnter, type Session } from "./sessions.ts";

/** A session in a list: when, what, where it stands, and the way in. */
export function SessionCard({ session, within }: { session: Session; within?: "case" }) {
  const { t } = useTranslation("home");
  const now = useNow();
  const Icon = session.kind === "hearing" ? Gavel : MessagesSquare;
  return (
    <article className={`session-card sheet ${session.kind}`}>
      <div className="session-when">
        <strong>
          <Moment at={session.scheduled_at} as="time" />
        </strong>
        <Moment at={session.scheduled_at} as="day" />
      </div>
      <div className="session-what">
        <p className="session-kind">
          <Icon aria-hidden /> {t(`kind_${session.kind}`)}
          <span className={`phase ${phaseTone(session)}`}>{t(`phase_${session.phase}`)}</span>
        </p>
        <h3>{session.title}</h3>
        {within !== "case" && <Link to={`/cases/${session.case}`}>{t("details")}</Link>}
      </div>
      <div className="session-way">
        {mayEnter(session, now) ? (
          <Link
            to={`/sessions/${session.id}`}
            className="button primary"
            aria-label={`${t("enter")} ${session.title}`}
          >
            <DoorOpen aria-hidden /> {t("enter")}
          </Link>
        ) : (
          !isOver(session) && (
            <span className="hint">{t("entryFrom", { time: writtenFrom(now, entryOpens(session)) })}</span>
          )
        )}
      </div>
    </article>
  );
}

function phaseTone(session: Session): string {
  if (isUnderWay(session)) return "live";
  return session.phase === "entry_open" ? "open" : "";
}
