import type { ClientView, Command } from "../protocol/channel.ts";
import { useRequest, useView } from "../session/context.tsx";
import { can, personOf } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import type { TextKey } from "../session/texts.tsx";
import { Button } from "../ui/button.tsx";

/** Starts, pauses and ends the recording, where the rules leave that to somebody. */
export function RecordingControls() {
  const t = useTexts();
  const request = useRequest();
  const view = useView();
  const { session, recording } = view;
  const unwilling = recording.without_consent.map((id) => personOf(view, id)?.name ?? t("person.someone"));
  const choices = choicesOf(view);
  return (
    <section aria-label={t("recording.title")}>
      <h3>{t("recording.title")}</h3>
      {session.kind === "hearing" && <p className="session-quiet">{t("recording.follows")}</p>}
      {unwilling.length > 0 && (
        <p className="session-quiet" data-testid="without-consent">
          {t("recording.without", { names: unwilling.join(t("list.comma")) })}
        </p>
      )}
      <div className="course-ways">
        {choices.map(({ label, command, needsConsent }) => (
          <Button
            key={label}
            wide
            data-testid={label}
            disabled={needsConsent && unwilling.length > 0}
            onClick={() => void request(command)}
          >
            {t(label)}
          </Button>
        ))}
      </div>
    </section>
  );
}

interface Choice {
  label: TextKey;
  command: Command;
  needsConsent: boolean;
}

function choicesOf({ session, recording, me }: ClientView): Choice[] {
  if (!can(me, "start_recording")) return [];
  const choice = (label: TextKey, command: Command, needsConsent = false) => ({
    label,
    command,
    needsConsent,
  });
  const resume = choice("recording.resume", { type: "resume_recording" }, true);
  const byRule = recording.state === "paused" && ["recess", "suspended"].includes(recording.reason);
  if (session.kind === "hearing") {
    if (recording.state === "writing") {
      return (["closed_evidence", "mediation_unsuitable"] as const).map((reason) =>
        choice(`recording.pause.${reason}`, { type: "pause_recording", reason }),
      );
    }
    return (recording.state === "paused" && !byRule) || recording.state === "failed" ? [resume] : [];
  }
  const stop = choice("recording.stop", { type: "stop_recording" });
  switch (recording.state) {
    case "off":
      return [choice("recording.start", { type: "start_recording" }, true)];
    case "armed":
      return [stop];
    case "writing":
      return [choice("recording.pause.break", { type: "pause_recording", reason: "break" }), stop];
    case "paused":
      return byRule ? [stop] : [resume, stop];
    case "failed":
      return [resume, stop];
  }
}
