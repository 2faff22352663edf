import { useEffect, useRef } from "react";

import type { Playable } from "../media/gallery.ts";

interface Props {
  track: Playable;
  participant: string;
  source: "camera" | "screen";
  mirrored?: boolean;
  label: string;
}

/** A moving picture of somebody. */
export function Picture({ track, participant, source, mirrored = false, label }: Props) {
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    const element = video.current;
    if (element === null) return;
    track.attach(element);
    return () => track.detach(element);
  }, [track]);
  return (
    <video
      ref={video}
      autoPlay
      muted
      playsInline
      data-participant={participant}
      data-source={source}
      data-mirrored={mirrored}
      aria-label={label}
    />
  );
}
