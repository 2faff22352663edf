import { useEffect, useRef } from "react";

import type { Playable } from "../media/gallery.ts";
import { useOpened, useStore } from "../session/context.tsx";

/** Everybody one hears. It stands apart from the pictures, so that nobody falls silent when those change. */
export function Voices() {
  const { people } = useStore(useOpened().conference.store);
  return (
    <div hidden>
      {Object.entries(people).map(
        ([participant, { voice }]) =>
          voice && <Voice key={participant} participant={participant} track={voice} />,
      )}
    </div>
  );
}

function Voice({ participant, track }: { participant: string; track: Playable }) {
  const audio = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    const element = audio.current;
    if (element === null) return;
    track.attach(element);
    return () => track.detach(element);
  }, [track]);
  // Speech as it happens has no captions; the minutes are the written form.
  // eslint-disable-next-line jsx-a11y/media-has-caption
  return <audio ref={audio} autoPlay data-participant={participant} data-source="microphone" />;
}
