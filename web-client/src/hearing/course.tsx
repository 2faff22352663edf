import { useState } from "react";

import { useNow, useRequest, useView } from "../session/context.tsx";
import { ROOM, can, isBench } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { duration, milliseconds } from "../session/time.ts";
import { Button } from "../ui/button.tsx";
import { PhaseDialog } from "./phase-dialog.tsx";
import { waysFrom } from "./phases.ts";
import type { Way } from "./phases.ts";
import { RecordingControls } from "./recording-controls.tsx";

/** Where the session stands and where it can go; for those who lead it, with the buttons. */
export function CourseOfSession() {
  const t = useTexts();
  const now = useNow();
  const { session } = useView();
  return (
    <div className="course">
      <section aria-label={t("course.now")}>
        <h3>{t("course.now")}</h3>
        <p className="course-now">
          <strong>{t(`phase.${session.kind}.${session.phase}`)}</strong>{" "}
          <span>{duration(now - milliseconds(session.phase_since))}</span>
        </p>
        {session.phase_reason && <p className="session-quiet">{session.phase_reason}</p>}
        {session.opening && <p role="status">{t("course.opening")}</p>}
        <Ways />
      </section>
      <RecordingControls />
      <Deliberation />
      <PartyChat />
    </div>
  );
}

function Ways() {
  const t = useTexts();
  const { session, me } = useView();
  const [chosen, setChosen] = useState<Way | null>(null);
  const opens = (way: Way) => session.phase === "entry_open" && way.to === "in_session";
  const ways = waysFrom(session.phase, session.kind).filter((way) =>
    can(me, opens(way) ? "open" : "change_phase"),
  );
  return (
    <div className="course-ways">
      {ways.map((way) => (
        <Button
          key={way.to}
          wide
          look={way.first ? "primary" : "plain"}
          danger={way.to === "closed"}
          disabled={session.opening}
          data-testid={`to-${way.to}`}
          onClick={() => setChosen(way)}
        >
          {t(way.label)}
        </Button>
      ))}
      {chosen && <PhaseDialog way={chosen} opens={opens(chosen)} onClose={() => setChosen(null)} />}
    </div>
  );
}

/** The panel withdraws to its own room and comes back. */
function Deliberation() {
  const t = useTexts();
  const request = useRequest();
  const { session, me, people } = useView();
  if (session.kind !== "hearing" || !isBench(me)) return null;
  const inside = me.room === ROOM.deliberation;
  const colleagues = people.filter(
    (person) =>
      isBench(person) &&
      person.id !== me.id &&
      person.presence === "here" &&
      person.room !== ROOM.deliberation,
  );
  const withdraw = async () => {
    if (!(await request({ type: "enter", room: ROOM.deliberation }))) return;
    const who = colleagues.map(({ id }) => id);
    if (who.length > 0 && can(me, "gather")) await request({ type: "gather", room: ROOM.deliberation, who });
  };
  return (
    <section aria-label={t("room.deliberation")}>
      <h3>{t("room.deliberation")}</h3>
      <p className="session-quiet">{t("course.deliberation")}</p>
      <Button
        wide
        data-testid="deliberate"
        onClick={() => void (inside ? request({ type: "step_out" }) : withdraw())}
      >
        {t(inside ? "course.backToCourt" : "course.withdraw")}
      </Button>
    </section>
  );
}

/** Whether the parties of a mediation may write to each other. */
function PartyChat() {
  const t = useTexts();
  const request = useRequest();
  const { session, me } = useView();
  if (session.kind !== "mediation" || !can(me, "open_party_chat")) return null;
  return (
    <section aria-label={t("course.partyChat")}>
      <h3>{t("course.partyChat")}</h3>
      <p className="session-quiet">{t(session.party_chat ? "course.partyChatOn" : "course.partyChatOff")}</p>
      <Button wide onClick={() => void request({ type: "open_party_chat", open: !session.party_chat })}>
        {t(session.party_chat ? "course.partyChatClose" : "course.partyChatOpen")}
      </Button>
    </section>
  );
}
