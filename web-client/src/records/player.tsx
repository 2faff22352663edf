import { useQuery } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Failed } from "../ui/states.tsx";
import { contentsQuery } from "./contents-query.ts";
import { Moments } from "./moments.tsx";
import { hrefOf, type RecordFile } from "./records.ts";
import { SpeakerTimeline } from "./speaker-timeline.tsx";

/** The composite video, with who spoke when below it and what happened beside it. */
export function Player({ files }: { files: readonly RecordFile[] }) {
  const { t } = useTranslation("records");
  const video = useRef<HTMLVideoElement>(null);
  const [now, setNow] = useState(0);
  const [length, setLength] = useState(0);
  const contents = useQuery(contentsQuery(files));
  const jump = (second: number) => {
    const player = video.current;
    if (!player) return;
    player.currentTime = second;
    setNow(second);
  };
  return (
    <section className="player" aria-label={t("player")}>
      <div className="player-screen">
        <video
          ref={video}
          src={hrefOf(files, "composite.mp4")}
          controls
          playsInline
          preload="metadata"
          onTimeUpdate={(event) => setNow(event.currentTarget.currentTime)}
          onDurationChange={(event) => setLength(event.currentTarget.duration)}
        >
          <track kind="captions" src={hrefOf(files, "events.vtt")} label={t("moments_events")} />
          <track kind="captions" src={hrefOf(files, "chat.vtt")} label={t("moments_chat")} />
        </video>
        {contents.data && length > 0 && (
          <SpeakerTimeline {...contents.data} length={length} now={now} onJump={jump} />
        )}
      </div>
      {contents.error && <Failed thrown={contents.error} onRetry={() => void contents.refetch()} />}
      {contents.data && <Moments of={contents.data.happenings} now={now} onJump={jump} />}
    </section>
  );
}
