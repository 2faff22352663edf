import { CircleCheck, CircleDashed, Volume2 } from "lucide-react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem.ts";
import { FailureAdvice } from "../lobby/failure-advice.tsx";
import { LevelBar } from "../lobby/level-bar.tsx";
import { OwnPicture } from "../lobby/own-picture.tsx";
import { playTone } from "../lobby/tone.ts";
import { Devices } from "../media/devices.ts";
import { meter } from "../media/level.ts";
import { Preview } from "../media/preview.ts";
import { useStore } from "../session/context.tsx";
import { Button } from "../ui/button.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { HEARD, roundTrip, SLOW_MS, useReport } from "./device-test.ts";

/** The four tests, side by side; saved when whoever tests says so. */
export function DeviceTests({ session }: { session: string }) {
  const { t } = useTranslation(["devicetest", "session"]);
  const { preview, devices } = useDevices();
  const state = useStore(preview.store);
  const network = useNetwork();
  const [played, setPlayed] = useState(false);
  const [speaker, setSpeaker] = useState(false);
  const report = useReport(session);
  const camera = state.camera !== null;
  const microphone = state.loudest >= HEARD;
  const save = () => report.mutate({ camera, microphone, speaker, round_trip_ms: network });
  const play = () => playTone(devices.preferred("speaker")).then(() => setPlayed(true));
  return (
    <>
      <FailureAdvice failures={state.failures} onRetry={() => void preview.start()} />
      <div className="device-cards">
        <Card name={t("camera")} text={t("cameraText")} works={camera}>
          <OwnPicture track={state.camera} asking={state.asking} />
        </Card>
        <Card name={t("microphone")} text={t("microphoneText")} works={microphone}>
          <LevelBar level={state.level} loudest={state.loudest} heard={microphone} />
        </Card>
        <Card name={t("speaker")} text={t("speakerText")} works={speaker}>
          <div className="form-way">
            <Button icon={<Volume2 aria-hidden />} onClick={() => void play()}>
              {t("session:devices.play")}
            </Button>
            {played && (
              <Button data-testid="heard" onClick={() => setSpeaker(true)}>
                {t("session:devices.iHeard")}
              </Button>
            )}
          </div>
        </Card>
        <Card
          name={t("network")}
          text={networkText(network, t)}
          works={network !== null && network < SLOW_MS}
        />
      </div>
      <div className="form-way">
        <Button look="primary" size="large" data-testid="save-test" busy={report.isPending} onClick={save}>
          {t("send")}
        </Button>
      </div>
      <p role="status" className={report.isSuccess ? "notice-green" : ""}>
        {report.isSuccess && t(camera && microphone && speaker ? "sentGood" : "sentBad")}
      </p>
      {report.isError && <ProblemNotice problem={asProblem(report.error)} />}
    </>
  );
}

type Say = (key: "networkText" | "networkSlow" | "networkUnknown", values?: { ms: number }) => string;

function networkText(ms: number | null, t: Say): string {
  if (ms === null) return t("networkUnknown");
  return ms < SLOW_MS ? t("networkText", { ms }) : `${t("networkText", { ms })} ${t("networkSlow")}`;
}

interface CardProps {
  name: string;
  text: string;
  works: boolean;
  children?: ReactNode;
}

function Card({ name, text, works, children }: CardProps) {
  const { t } = useTranslation("devicetest");
  const Icon = works ? CircleCheck : CircleDashed;
  return (
    <section className="sheet padded device-card" aria-label={name}>
      <h2>{name}</h2>
      <p className="hint">{text}</p>
      {children}
      <p className={`tag ${works ? "green" : "amber"}`}>
        <Icon aria-hidden /> {t(works ? "good" : "missing")}
      </p>
    </section>
  );
}

/** Camera and microphone, open as long as the page is. */
function useDevices() {
  const [opened] = useState(() => {
    // Absent where the page was not opened over https, whatever the types say.
    const port = navigator.mediaDevices as MediaDevices | undefined;
    const devices = new Devices(port, localStorage);
    return { devices, preview: new Preview(port, devices, meter) };
  });
  useEffect(() => {
    void opened.preview.start();
    return () => opened.preview.stop();
  }, [opened]);
  return opened;
}

/** Milliseconds to the server and back; `null` until they are known. */
function useNetwork(): number | null {
  const [ms, setMs] = useState<number | null>(null);
  useEffect(() => {
    const ping = () => fetch("/health/live", { cache: "no-store" });
    roundTrip(ping, () => performance.now()).then(setMs, () => setMs(null));
  }, []);
  return ms;
}
