import { Mic } from "lucide-react";

import type { ClientView } from "../protocol/channel.ts";
import { useNow, useOpened, useStore, useView } from "../session/context.tsx";
import { ROOM, isBench, isMediator, isStaff, personOf, takesPart } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { duration, milliseconds } from "../session/time.ts";
import { Button } from "../ui/button.tsx";

/** Tells somebody in few words whether they may speak now, and lets them begin. */
export function FloorNotice() {
  const t = useTexts();
  const view = useView();
  const { conference } = useOpened();
  const { wanted } = useStore(conference.microphone.store);
  const { me } = view;
  if (!takesPart(me) || me.room_paused) return null;
  const state = stateOf(view, wanted);
  if (state === null) return null;
  return (
    <div className="floor-notice" data-state={state} role="status" data-testid="floor-notice">
      <p>
        <Words state={state} />
      </p>
      {me.rights.microphone && !wanted && (
        <Button
          look="primary"
          size="large"
          icon={<Mic aria-hidden size={22} />}
          data-testid="speak"
          onClick={() => conference.microphone.want(true)}
        >
          {t("controls.microphoneOn")}
        </Button>
      )}
    </div>
  );
}

type FloorState = "ordered" | "mine" | "ready" | "queued" | "listening" | "waiting";

/** `null` where there is nothing to say: whoever leads knows, and an open microphone speaks for itself. */
function stateOf(view: ClientView, wanted: boolean): FloorState | null {
  const { me, floor, session } = view;
  if (me.muted) return "ordered";
  if (me.has_floor) return "mine";
  if (me.rights.microphone) return wanted || isBench(me) || isMediator(me) ? null : "ready";
  if (me.room !== ROOM.joint) return null;
  if (me.hand_raised) return "queued";
  if (floor.holders.length > 0) return "listening";
  return session.phase === "in_session" && !isStaff(me) ? "waiting" : null;
}

function Words({ state }: { state: FloorState }) {
  const t = useTexts();
  const view = useView();
  switch (state) {
    case "mine":
      return (
        <>
          <strong>{t("floor.mine")}</strong> <Remaining />
        </>
      );
    case "queued":
      return t("floor.queued", { place: view.floor.queue.indexOf(view.me.id) + 1 });
    case "listening":
      return t("floor.listening", { names: holderNames(view).join(t("list.comma")) });
    case "ordered":
    case "ready":
    case "waiting":
      return t(`floor.${state}`);
  }
}

function holderNames(view: ClientView): string[] {
  return view.floor.holders.flatMap(([who]) => personOf(view, String(who))?.name ?? []);
}

/** What is left of a timed turn. */
function Remaining() {
  const t = useTexts();
  const now = useNow();
  const until = useView().me.floor_until;
  if (until === null) return null;
  return <span role="timer">{t("floor.left", { time: duration(milliseconds(until) - now) })}</span>;
}
