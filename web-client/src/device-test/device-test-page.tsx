import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { written } from "../ui/dates.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Shown } from "../ui/states.tsx";
import { isEarly, sessionQuery, testsQuery } from "./device-test.ts";
import { DeviceTests } from "./device-tests.tsx";
import { OnFile } from "./on-file.tsx";
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
  const [opened] = useState(() => Date.now());
  // Newest first.
  const last = tests.data?.find(({ mine }) => mine);
  const others = tests.data?.filter(({ mine }) => !mine) ?? [];
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
            {isEarly(found.scheduled_at, opened) && <p className="notice-amber">{t("early")}</p>}
            {last && <p className="hint">{t("last", { at: written(last.at, "dateTime") })}</p>}
            <DeviceTests session={id} />
            {others.length > 0 && <OnFile tests={others} />}
          </>
        )}
      </Shown>
    </div>
  );
}
