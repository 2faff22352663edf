import { CalendarPlus, Video } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { SessionCard } from "../../home/session-card.tsx";
import { isOver, mayEnter, type Session } from "../../home/sessions.ts";
import { Button } from "../../ui/button.tsx";
import { useNow } from "../../ui/now.ts";
import { Nothing } from "../../ui/states.tsx";
import type { CaseDetail } from "../cases.ts";
import { Part } from "../part.tsx";
import { CancelDialog } from "./cancel-dialog.tsx";
import { ScheduleDialog } from "./schedule-dialog.tsx";
import { StartDialog } from "./start-dialog.tsx";

type Asked = { what: "schedule" | "start" } | { what: "cancel"; session: Session };

/** States in which a case takes another session. */
const OPEN = ["in_mediation", "preparing", "hearing_set", "heard"];

/** The sessions of a case, with setting and calling off for those who may. */
export function Sessions({ of: detail }: { of: CaseDetail }) {
  const { t } = useTranslation(["cases", "devicetest"]);
  const [asked, setAsked] = useState<Asked>();
  const schedules = detail.may.includes("schedule") && OPEN.includes(detail.state);
  const close = () => setAsked(undefined);
  return (
    <Part
      title={t("sessions")}
      action={schedules && <Ways of={detail} onAsk={(what) => setAsked({ what })} />}
    >
      {detail.sessions.length === 0 && <Nothing>{t("noSessions")}</Nothing>}
      <ul className="session-cards">
        {detail.sessions.map((session) => (
          <li key={session.id}>
            <SessionCard session={session} within="case" />
            {session.phase === "scheduled" && (
              <div className="session-more">
                {detail.me && (
                  <Link to={`/sessions/${session.id}/devices`} className="button quiet small">
                    {t("devicetest:title")}
                  </Link>
                )}
                {schedules && (
                  <CallOff session={session} onAsk={() => setAsked({ what: "cancel", session })} />
                )}
              </div>
            )}
          </li>
        ))}
      </ul>
      {asked?.what === "schedule" && <ScheduleDialog of={detail} onClose={close} />}
      {asked?.what === "start" && <StartDialog of={detail} onClose={close} />}
      {asked?.what === "cancel" && <CancelDialog of={detail} session={asked.session} onClose={close} />}
    </Part>
  );
}

interface WaysProps {
  of: CaseDetail;
  onAsk: (what: "schedule" | "start") => void;
}

/** Setting one is the usual way on, unless there is one to enter right now. */
function Ways({ of: { kind, sessions }, onAsk }: WaysProps) {
  const { t } = useTranslation("casework");
  const now = useNow();
  const isSet = sessions.some((session) => !isOver(session) && mayEnter(session, now));
  return (
    <div className="part-way">
      <Button data-testid="start-now" icon={<Video aria-hidden />} onClick={() => onAsk("start")}>
        {t("startNow")}
      </Button>
      <Button
        data-testid="set-session"
        look={isSet ? "plain" : "primary"}
        icon={<CalendarPlus aria-hidden />}
        onClick={() => onAsk("schedule")}
      >
        {t(`schedule_${kind}`)}
      </Button>
    </div>
  );
}

function CallOff({ session: { title }, onAsk }: { session: Session; onAsk: () => void }) {
  const { t } = useTranslation("casework");
  return (
    <div className="session-more">
      <Button
        look="quiet"
        size="small"
        danger
        aria-label={t("cancelSessionNamed", { title })}
        onClick={onAsk}
      >
        {t("cancelSession")}
      </Button>
    </div>
  );
}
