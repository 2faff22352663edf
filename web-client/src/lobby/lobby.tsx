import { useEffect } from "react";

import { Chat } from "../room/chat.tsx";
import { ConsentCard } from "../room/consent-card.tsx";
import { HelpButton } from "../room/help.tsx";
import { LeaveButton } from "../room/leave.tsx";
import { People } from "../room/people.tsx";
import { useNow, useOpened, useRequest, useView } from "../session/context.tsx";
import { ROOM, isStaff } from "../session/roles.ts";
import { useLocale, useTexts } from "../session/texts.tsx";
import { dayAndClock, duration, milliseconds } from "../session/time.ts";
import { Button } from "../ui/button.tsx";
import { DeviceCheck } from "./device-check.tsx";
import { Notices } from "./notices.tsx";
import { Steps } from "./step-list.tsx";
import { adviceOf, stepsOf } from "./steps.ts";
import "./lobby.css";

/** The waiting room: what it is about, what is to be done, and who waits. Nobody meets here. */
export function Lobby() {
  const view = useView();
  const { preview } = useOpened();
  const reads = stepsOf(view).some(({ name, state }) => name === "notices" && state === "mine");
  useEffect(() => () => preview.stop(), [preview]);
  return (
    <main className="session-main lobby">
      <div className="lobby-way">
        <Advice />
        <Steps steps={stepsOf(view)} />
        <ConsentCard />
      </div>
      <div className="lobby-work">{reads ? <Notices /> : <DeviceCheck />}</div>
      <aside className="lobby-more">
        <Expected />
        <People />
        {view.me.may_write_to.length > 0 && <Chat />}
        <div className="lobby-exits">
          <HelpButton />
          <LeaveButton />
        </div>
      </aside>
    </main>
  );
}

/** One sentence on what happens now, and the button where there is one. */
function Advice() {
  const t = useTexts();
  const view = useView();
  const request = useRequest();
  const advice = adviceOf(view);
  return (
    <section className="lobby-advice" aria-live="polite" data-testid="advice">
      <h2>{t(`lobby.advice.${advice}`)}</h2>
      <p>{t(`lobby.adviceText.${advice}`)}</p>
      {isStaff(view.me) && (
        <Button
          look="primary"
          size="large"
          data-testid="enter-joint"
          onClick={() => void request({ type: "enter", room: ROOM.joint })}
        >
          {t("lobby.enter")}
        </Button>
      )}
    </section>
  );
}

/** When it begins, and how long that is from now. */
function Expected() {
  const t = useTexts();
  const locale = useLocale();
  const { session } = useView();
  const left = milliseconds(session.scheduled_at) - useNow();
  return (
    <section className="lobby-expected">
      <h2>{t(`lobby.kind.${session.kind}`)}</h2>
      <p>
        <time dateTime={new Date(milliseconds(session.scheduled_at)).toISOString()}>
          {dayAndClock(session.scheduled_at, locale)}
        </time>
      </p>
      {session.opened_at === null && left > 0 && <p>{t("lobby.beginsIn", { time: duration(left) })}</p>}
      {session.opened_at !== null && <p>{t("lobby.underWay")}</p>}
    </section>
  );
}
