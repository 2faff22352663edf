import { DoorOpen, Gavel, Hand, LayoutGrid, ListOrdered, MessageSquareText, Users } from "lucide-react";
import type { ReactNode } from "react";

import { useModel, useRequest, useView } from "../session/context.tsx";
import { keyOf, threads, unread } from "../session/correspondence.ts";
import { ROOM, can, isCaucus, isStaff, takesPart } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { Control } from "./control.tsx";
import { HelpButton } from "./help.tsx";
import { LeaveButton } from "./leave.tsx";
import { CameraControl, FacesControl, MicrophoneControl, ScreenControl } from "./own-controls.tsx";
import type { PanelName } from "./panel.tsx";
import { SettingsButton } from "./settings.tsx";

interface Props {
  panel: PanelName | null;
  onPanel: (name: PanelName) => void;
  mayBoard: boolean;
}

/** What a person can do, always in the same place. */
export function Controls({ panel, onPanel, mayBoard }: Props) {
  const t = useTexts();
  const { me } = useView();
  return (
    <nav className="controls" aria-label={t("controls.label")}>
      {takesPart(me) && (
        <div className="controls-group">
          <MicrophoneControl />
          <CameraControl />
          <HandControl />
          <ScreenControl />
        </div>
      )}
      <div className="controls-group">
        {mayBoard && (
          <PanelControl name="rooms" icon={<LayoutGrid size={26} />} shown={panel} onPanel={onPanel} />
        )}
        <PanelControls panel={panel} onPanel={onPanel} />
      </div>
      <div className="controls-group">
        <StepOutControl />
        <FacesControl />
        <HelpButton />
        <SettingsButton />
        <LeaveButton />
      </div>
    </nav>
  );
}

function PanelControls({ panel, onPanel }: Omit<Props, "mayBoard">) {
  const { chat } = useModel();
  const { session, me, people, floor } = useView();
  const waiting = people.filter(({ presence }) => presence === "waiting").length;
  const news = threads(chat, me.room, me.may_write_to)
    .map((thread) => unread(chat, keyOf(thread), me.id))
    .reduce((sum, count) => sum + count, 0);
  const court = session.kind === "hearing" && me.room === ROOM.joint;
  return (
    <>
      {court && (
        <PanelControl
          name="floor"
          icon={<ListOrdered size={26} />}
          shown={panel}
          onPanel={onPanel}
          count={can(me, "give_floor") ? floor.queue.length : 0}
        />
      )}
      {isStaff(me) && (
        <PanelControl name="course" icon={<Gavel size={26} />} shown={panel} onPanel={onPanel} />
      )}
      <PanelControl
        name="people"
        icon={<Users size={26} />}
        shown={panel}
        onPanel={onPanel}
        count={can(me, "admit") ? waiting : 0}
      />
      <PanelControl
        name="chat"
        icon={<MessageSquareText size={26} />}
        shown={panel}
        onPanel={onPanel}
        count={panel === "chat" ? 0 : news}
      />
    </>
  );
}

interface PanelControlProps {
  name: PanelName;
  icon: ReactNode;
  shown: PanelName | null;
  onPanel: (name: PanelName) => void;
  count?: number;
}

function PanelControl({ name, icon, shown, onPanel, count = 0 }: PanelControlProps) {
  const t = useTexts();
  return (
    <Control
      name={name}
      icon={icon}
      label={t(`panel.${name}`)}
      pressed={shown === name}
      count={count}
      onPress={() => onPanel(name)}
    />
  );
}

function HandControl() {
  const t = useTexts();
  const request = useRequest();
  const { me, floor } = useView();
  const useful = me.room === ROOM.joint && floor.mode === "by_grant" && !isStaff(me);
  if (!useful || !can(me, "raise_hand")) return null;
  const toggle = () => request(me.hand_raised ? { type: "lower_hand" } : { type: "raise_hand" });
  return (
    <Control
      name="hand"
      icon={<Hand size={26} />}
      label={t(me.hand_raised ? "controls.lowerHand" : "controls.raiseHand")}
      pressed={me.hand_raised}
      {...(me.hand_raised && { tone: "call" as const })}
      disabled={me.has_floor}
      onPress={() => void toggle()}
    />
  );
}

function StepOutControl() {
  const t = useTexts();
  const request = useRequest();
  const { me } = useView();
  const apart = isCaucus(me.room) || me.room === ROOM.deliberation;
  if (!apart || !can(me, "step_out")) return null;
  return (
    <Control
      name="step-out"
      icon={<DoorOpen size={26} />}
      label={t("controls.stepOut")}
      onPress={() => void request({ type: "step_out" })}
    />
  );
}
