import { Volume2 } from "lucide-react";
import { useEffect, useState } from "react";

import type { PreviewState } from "../media/preview.ts";
import { DeviceChoice } from "../room/device-choice.tsx";
import { useOpened, useRequest, useStore, useView } from "../session/context.tsx";
import { takesPart } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { Button } from "../ui/button.tsx";
import { FailureAdvice } from "./failure-advice.tsx";
import { LevelBar } from "./level-bar.tsx";
import { OwnPicture } from "./own-picture.tsx";
import { playTone } from "./tone.ts";

/** A level that only a voice close to the microphone reaches. */
const HEARD = 0.35;

/** One's own picture, level and loudspeaker, before anybody else sees or hears them. */
export function DeviceCheck() {
  const { preview } = useOpened();
  const t = useTexts();
  const { me } = useView();
  const state = useStore(preview.store);
  const [heard, setHeard] = useState(false);
  useEffect(() => {
    if (takesPart(me)) void preview.start();
    // Once per person: what they are allowed changes often and does not matter here.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [preview, me.id]);
  if (!takesPart(me)) return null;
  return (
    <section className="lobby-card lobby-devices" aria-label={t("devices.title")}>
      <h2>{t("devices.title")}</h2>
      <OwnPicture track={state.camera} asking={state.asking} />
      <FailureAdvice failures={state.failures} onRetry={() => void preview.start()} />
      <LevelBar level={state.level} loudest={state.loudest} heard={state.loudest >= HEARD} />
      <SpeakerCheck heard={heard} onHeard={() => setHeard(true)} />
      <DeviceChoice onChosen={() => void preview.start()} />
      <Report state={state} heard={heard} />
    </section>
  );
}

function SpeakerCheck({ heard, onHeard }: { heard: boolean; onHeard: () => void }) {
  const { devices } = useOpened();
  const t = useTexts();
  const [played, setPlayed] = useState(false);
  const play = async () => {
    await playTone(devices.preferred("speaker"));
    setPlayed(true);
  };
  return (
    <div className="lobby-speaker">
      <Button icon={<Volume2 aria-hidden size={20} />} onClick={() => void play()}>
        {t("devices.play")}
      </Button>
      {heard && <span className="lobby-good">{t("devices.heard")}</span>}
      {played && !heard && (
        <Button look="primary" onClick={onHeard}>
          {t("devices.iHeard")}
        </Button>
      )}
    </div>
  );
}

function Report({ state, heard }: { state: PreviewState; heard: boolean }) {
  const { session } = useOpened();
  const t = useTexts();
  const { me } = useView();
  const request = useRequest();
  const roundTrip = session.roundTrip;
  const report = () =>
    request({
      type: "report_device_test",
      microphone: state.loudest >= HEARD,
      speaker: heard,
      camera: state.camera !== null,
      round_trip_ms: roundTrip === null ? null : Math.round(roundTrip),
    });
  return (
    <Button
      look={me.device_tested ? "plain" : "primary"}
      size="large"
      wide
      disabled={state.asking}
      data-testid="report-devices"
      onClick={() => void report()}
    >
      {t(me.device_tested ? "devices.again" : "devices.done")}
    </Button>
  );
}
