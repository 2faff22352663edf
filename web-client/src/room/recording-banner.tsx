import { CircleDot, CirclePause, CircleSlash, TriangleAlert } from "lucide-react";

import { useNow, useView } from "../session/context.tsx";
import { useLocale, useTexts, worded } from "../session/texts.tsx";
import { clock, duration, milliseconds } from "../session/time.ts";

const ICON = {
  off: CircleSlash,
  armed: CircleDot,
  writing: CircleDot,
  paused: CirclePause,
  failed: TriangleAlert,
} as const;

/** Whether this is recorded, always in sight; for staff also what is safely on disk. */
export function RecordingBanner() {
  const { recording } = useView();
  const locale = useLocale();
  const t = useTexts();
  const Icon = ICON[recording.state];
  const alarms = recording.alarms.map((alarm) => worded(t, "alarm", alarm, "alarm.unknown"));
  return (
    <div className="recording" data-state={recording.state} data-testid="recording" role="status">
      <Icon aria-hidden size={22} />
      <div>
        <strong>
          <State />
        </strong>
        {recording.safe_until !== null && (
          <span data-testid="safe-until">
            {t("recording.safe", { time: clock(recording.safe_until, locale, true) })}
          </span>
        )}
        {alarms.length > 0 && <span className="recording-alarm">{alarms.join(" ")}</span>}
      </div>
    </div>
  );
}

function State() {
  const { recording, session } = useView();
  const t = useTexts();
  const now = useNow();
  switch (recording.state) {
    case "off":
      return t(`recording.off.${session.kind}`);
    case "armed":
      return t("recording.armed");
    case "writing":
      return (
        <>
          {t("recording.writing")} {/* The seconds are for the eye; a reader would say them without end. */}
          <span aria-hidden className="recording-time">
            {duration(now - milliseconds(recording.since))}
          </span>
        </>
      );
    case "paused":
      return t("recording.paused", { reason: t(`pause.${recording.reason}`) });
    case "failed":
      return t("recording.failed", { reason: recording.reason });
  }
}
