import { Lobby } from "../lobby/lobby.tsx";
import { CountdownNotice } from "../mediation/countdown.tsx";
import { InvitationDialog } from "../mediation/invitation.tsx";
import { PendingInvitations } from "../mediation/pending.tsx";
import { Room } from "../room/room.tsx";
import { Voices } from "../room/voices.tsx";
import { WarningDialog } from "../room/warning.tsx";
import { ConnectionNotice } from "./connection.tsx";
import { OpenedContext, useModel, useView } from "./context.tsx";
import { EndedScreen } from "./ended.tsx";
import { SessionHeader } from "./header.tsx";
import { NewsRegion } from "./news.tsx";
import type { Opened } from "./opened.ts";
import { OverScreen } from "./over.tsx";
import { isOver, isWaiting } from "./roles.ts";
import { useTexts } from "./texts.tsx";
import "./session.css";

export function SessionScreen({ opened }: { opened: Opened }) {
  return (
    <OpenedContext value={opened}>
      <Screen />
    </OpenedContext>
  );
}

function Screen() {
  const { link, view } = useModel();
  if (link.at === "ended") return <EndedScreen why={link.why} />;
  return view === null ? <Entering /> : <Inside />;
}

function Entering() {
  const t = useTexts();
  return (
    <main className="session session-alone" aria-busy>
      <p className="session-entering" role="status">
        {t("entering")}
      </p>
      <ConnectionNotice />
    </main>
  );
}

function Inside() {
  const view = useView();
  return (
    <div className="session" data-kind={view.session.kind} data-phase={view.session.phase}>
      <SessionHeader />
      <ConnectionNotice />
      <CountdownNotice />
      <PendingInvitations />
      <Here />
      <Voices />
      <NewsRegion />
      <WarningDialog />
      <InvitationDialog />
    </div>
  );
}

function Here() {
  const view = useView();
  if (isOver(view)) return <OverScreen />;
  return isWaiting(view.me.room) ? <Lobby /> : <Room />;
}
