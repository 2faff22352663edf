import { Camera, CameraOff, Image, ImageOff, Mic, MicOff, MonitorUp } from "lucide-react";

import type { OwnSource, OwnSourceState } from "../media/own-source.ts";
import { useOpened, useStore, useView } from "../session/context.tsx";
import { useTexts } from "../session/texts.tsx";
import type { Say } from "../session/texts.tsx";
import { Control } from "./control.tsx";

/** One's own microphone. Says who decides when it cannot be opened. */
export function MicrophoneControl() {
  const t = useTexts();
  const { conference } = useOpened();
  const { me } = useView();
  const state = useStore(conference.microphone.store);
  const hint = me.rights.microphone ? failureOf(t, "microphone", state) : t(whySilent(me));
  const labels = { on: "controls.microphoneOff", off: "controls.microphoneOn" } as const;
  return (
    <Control
      name="microphone"
      icon={isUp(state) ? <Mic size={28} /> : <MicOff size={28} />}
      label={me.rights.microphone ? t(labels[isUp(state) ? "on" : "off"]) : t("controls.microphoneNone")}
      pressed={isUp(state)}
      disabled={!me.rights.microphone}
      tone={!me.rights.microphone ? "off" : isUp(state) ? "on" : "call"}
      {...(hint !== undefined && { hint })}
      onPress={() => conference.microphone.want(!isUp(state))}
    />
  );
}

function whySilent({ muted, room_paused }: { muted: boolean; room_paused: boolean }) {
  if (muted) return "silent.ordered";
  return room_paused ? "silent.paused" : "silent.floor";
}

export function CameraControl() {
  const t = useTexts();
  const { conference } = useOpened();
  const { me } = useView();
  const state = useStore(conference.camera.store);
  const hint = failureOf(t, "camera", state);
  return (
    <Control
      name="camera"
      icon={isUp(state) ? <Camera size={28} /> : <CameraOff size={28} />}
      label={t(isUp(state) ? "controls.cameraOff" : "controls.cameraOn")}
      pressed={isUp(state)}
      disabled={!me.rights.camera}
      tone={isUp(state) ? "on" : "off"}
      {...(hint !== undefined && { hint })}
      onPress={() => conference.camera.want(!isUp(state))}
    />
  );
}

/** The others' faces, which a poor network need not carry. Their voices stay. */
export function FacesControl() {
  const t = useTexts();
  const { conference } = useOpened();
  const { facesPaused } = useStore(conference.store);
  return (
    <Control
      name="faces"
      icon={facesPaused ? <ImageOff size={26} /> : <Image size={26} />}
      label={t(facesPaused ? "controls.facesResume" : "controls.facesPause")}
      pressed={facesPaused}
      {...(facesPaused && { tone: "call" as const })}
      hint={t("controls.facesHint")}
      onPress={() => conference.pauseFaces(!facesPaused)}
    />
  );
}

export function ScreenControl() {
  const t = useTexts();
  const { conference } = useOpened();
  const { me } = useView();
  const state = useStore(conference.screen.store);
  if (!me.rights.screen || !canShare()) return null;
  const share = (screen: OwnSource) => screen.want(!isUp(state));
  return (
    <Control
      name="screen"
      icon={<MonitorUp size={28} />}
      label={t(isUp(state) ? "controls.shareEnd" : "controls.share")}
      pressed={isUp(state)}
      {...(isUp(state) && { tone: "on" as const })}
      onPress={() => share(conference.screen)}
    />
  );
}

/** On, or on its way there. */
function isUp({ wanted, allowed }: OwnSourceState): boolean {
  return wanted && allowed;
}

function failureOf(t: Say, kind: "camera" | "microphone", { failure }: OwnSourceState): string | undefined {
  return failure === null ? undefined : `${t(`failure.${kind}`)} ${t(`failure.${failure}`)}`;
}

/** Telephones cannot share their screens from a page. */
function canShare(): boolean {
  return (
    "getDisplayMedia" in ((navigator.mediaDevices as MediaDevices | Record<string, never> | undefined) ?? {})
  );
}
