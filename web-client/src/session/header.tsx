import { SignalHigh, SignalLow, SignalMedium, SignalZero } from "lucide-react";

import { CourtMark } from "../hearing/court-mark.tsx";
import type { Quality } from "../media/gallery.ts";
import { RecordingBanner } from "../room/recording-banner.tsx";
import { useOpened, useStore, useView } from "./context.tsx";
import { isWaiting } from "./roles.ts";
import { roomName, useTexts } from "./texts.tsx";

/** What this is, where one is, whether it is recorded, and how good the connection is. */
export function SessionHeader() {
  const t = useTexts();
  const { session, me, rooms } = useView();
  const room = rooms.find(({ id }) => id === me.room);
  return (
    <header className="session-head">
      {session.kind === "hearing" && <CourtMark />}
      <div className="session-title">
        <h1>{session.title}</h1>
        <p>
          <span>{session.case_no}</span>
          <span className="session-phase" data-testid="phase">
            {t(`phase.${session.kind}.${session.phase}`)}
          </span>
          {room && !isWaiting(me.room) && (
            <span className="session-room" data-room={room.kind} data-testid="my-room">
              {roomName(t, room, session.kind)}
            </span>
          )}
        </p>
      </div>
      <RecordingBanner />
      <ConnectionQuality />
    </header>
  );
}

const SIGNAL = {
  excellent: SignalHigh,
  good: SignalHigh,
  poor: SignalLow,
  lost: SignalZero,
  unknown: SignalMedium,
} as const satisfies Record<Quality, unknown>;

function ConnectionQuality() {
  const t = useTexts();
  const { me } = useView();
  const { people } = useStore(useOpened().conference.store);
  const quality = people[me.id]?.quality ?? "unknown";
  const Icon = SIGNAL[quality];
  return (
    <span className="session-quality" data-quality={quality} title={t(`quality.${quality}`)}>
      <Icon aria-hidden size={26} />
      <span className="for-readers">{t(`quality.${quality}`)}</span>
    </span>
  );
}
