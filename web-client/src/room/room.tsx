import { useState } from "react";

import { Bench } from "../hearing/bench.tsx";
import { FloorNotice } from "../hearing/floor-notice.tsx";
import { CaucusBoard } from "../mediation/board.tsx";
import { HeardBy } from "../mediation/heard-by.tsx";
import type { ClientView } from "../protocol/channel.ts";
import { useView } from "../session/context.tsx";
import { ROOM, can } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { ConsentCard } from "./consent-card.tsx";
import { Controls } from "./controls.tsx";
import { ExhibitStage } from "./exhibit-stage.tsx";
import { Panel } from "./panel.tsx";
import type { PanelName } from "./panel.tsx";
import { Tiles } from "./tiles.tsx";
import "./room.css";

/** A room where people meet: their pictures, who hears whom, what may be done, and one panel beside it. */
export function Room() {
  const view = useView();
  const { session, me } = view;
  const [panel, setPanel] = useState<PanelName | null>(() => firstPanel(view));
  const toggle = (name: PanelName) => setPanel((shown) => (shown === name ? null : name));
  const isCourt = session.kind === "hearing" && me.room === ROOM.joint;
  return (
    <div className="room" data-panel={panel ?? "none"}>
      <main className="room-main">
        <PausedNotice />
        <FloorNotice />
        <ConsentCard />
        <ExhibitStage />
        {panel === "rooms" ? <CaucusBoard /> : isCourt ? <Bench /> : <Tiles />}
        <HeardBy />
      </main>
      {panel !== null && panel !== "rooms" && <Panel name={panel} onClose={() => setPanel(null)} />}
      <Controls panel={panel} onPanel={toggle} mayBoard={session.kind === "mediation" && can(me, "gather")} />
    </div>
  );
}

/** On a desk there is space for a panel from the start; on a telephone the pictures come first. */
function firstPanel({ session, me, people }: ClientView): PanelName | null {
  if (!window.matchMedia("(min-width: 1000px)").matches) return null;
  if (session.phase === "in_session" && session.kind === "hearing" && can(me, "give_floor")) return "floor";
  return can(me, "admit") && people.some(({ presence }) => presence === "waiting") ? "people" : "chat";
}

function PausedNotice() {
  const t = useTexts();
  const { me, session } = useView();
  if (!me.room_paused) return null;
  return (
    <div className="session-notice" data-severity="info" role="status" data-testid="room-paused">
      <p>
        <strong>{t("paused.title")}</strong> {t(`paused.${session.kind}`)}
      </p>
    </div>
  );
}
