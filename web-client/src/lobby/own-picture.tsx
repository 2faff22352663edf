import { CameraOff } from "lucide-react";
import { useEffect, useRef } from "react";

import { useTexts } from "../session/texts.tsx";

/** One's own camera as in a mirror. */
export function OwnPicture({ track, asking }: { track: MediaStreamTrack | null; asking: boolean }) {
  const t = useTexts();
  const video = useRef<HTMLVideoElement>(null);
  useEffect(() => {
    if (video.current) video.current.srcObject = track && new MediaStream([track]);
  }, [track]);
  return (
    <div className="lobby-picture">
      {track === null ? (
        <p>
          <CameraOff aria-hidden size={40} />
          {t(asking ? "devices.asking" : "devices.noPicture")}
        </p>
      ) : (
        <video
          ref={video}
          autoPlay
          muted
          playsInline
          data-source="preview"
          aria-label={t("devices.picture")}
        />
      )}
    </div>
  );
}
