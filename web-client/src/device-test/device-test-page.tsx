import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { written } from "../ui/dates.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Shown } from "../ui/states.tsx";
import { sessionQuery, testsQuery } from "./device-test.ts";
import { DeviceTests } from "./device-tests.tsx";
import "../session/session.css";
import "../lobby/lobby.css";
import "./device-test.css";

/** `/sessions/:id/devices`: camera, microphone, loudspeaker and network, days before (HE-02, HE-03). */
export default function DeviceTestPage() {
  const { t } = useTranslation("devicetest");
  usePageTitle(t("title"));
  const { id = "" } = useParams();
  const session = useQuery(sessionQuery(id));
  const tests = useQuery(testsQuery(id));
  const last = tests.data?.at(-1);
  return (
    <div className="page device-test">
      <Shown of={session} heading={t("title")}>
        {(found) => (
          <>
            <Link to={`/cases/${found.case}`}>{t("toCase")}</Link>
            <h1>{t("title")}</h1>
            <p className="hint">
              {found.title} · {written(found.scheduled_at, "dateTime")}
            </p>
            <p>{t("text")}</p>
            {last && <p className="hint">{t("last", { at: written(last.at, "dateTime") })}</p>}
            <DeviceTests session={id} />
          </>
        )}
      </Shown>
    </div>
  );
}
