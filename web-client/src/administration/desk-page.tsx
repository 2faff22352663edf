import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Moment } from "../ui/moment.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { Nothing, Shown } from "../ui/states.tsx";
import { type LiveSession, liveSessionsQuery } from "./institution.ts";
import "./administration.css";

/** `/desk`: what is under way in the institution. Where it stands, never what is said. */
export default function DeskPage() {
  const { t } = useTranslation("administration");
  usePageTitle(t("desk"));
  const sessions = useQuery(liveSessionsQuery);
  return (
    <div className="page administration">
      <header>
        <h1>{t("desk")}</h1>
        <p className="hint">{t("deskText")}</p>
      </header>
      <p className="hint" role="status">
        {sessions.isRefetchError && (
          <>
            {t("deskStale")} <Moment at={sessions.dataUpdatedAt * 1000} as="dateTime" />
          </>
        )}
      </p>
      <Shown of={sessions}>
        {(found) =>
          found.length === 0 ? (
            <Nothing>{t("nothingLive")}</Nothing>
          ) : (
            <ul className="administration-rows sheet">
              {found.map((session) => (
                <li key={session.id}>
                  <Row of={session} />
                </li>
              ))}
            </ul>
          )
        }
      </Shown>
    </div>
  );
}

function Row({ of: session }: { of: LiveSession }) {
  const { t } = useTranslation(["administration", "home"]);
  const { kind, title, case_no, phase, started_at, scheduled_at, is_recorded } = session;
  return (
    <>
      <div>
        <p className="administration-name">{title}</p>
        <p className="hint">{[t(`home:kind_${kind}`), case_no].join(" · ")}</p>
      </div>
      <p className="tags">
        <span className={`tag ${phase === "in_session" ? "green" : ""}`}>{t(`home:phase_${phase}`)}</span>
        <span className={`tag ${is_recorded ? "red" : "grey"}`}>
          {t(is_recorded ? "recorded" : "notRecorded")}
        </span>
      </p>
      <p className="hint">
        {t(started_at === undefined ? "setFor" : "since")}{" "}
        <Moment at={started_at ?? scheduled_at} as="dateTime" />
      </p>
    </>
  );
}
