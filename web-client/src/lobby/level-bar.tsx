import { Mic } from "lucide-react";

import { useTexts } from "../session/texts.tsx";

interface Props {
  /** From 0 to 1. */
  level: number;
  loudest: number;
  heard: boolean;
}

/** Moves with one's voice; keeps a mark at the loudest. */
export function LevelBar({ level, loudest, heard }: Props) {
  const t = useTexts();
  return (
    <div className="lobby-level">
      <Mic aria-hidden size={24} />
      <div
        className="lobby-level-bar"
        role="meter"
        aria-label={t("devices.level")}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(level * 100)}
      >
        <span style={{ inlineSize: `${level * 100}%` }} />
        <i style={{ insetInlineStart: `${loudest * 100}%` }} />
      </div>
      <span className={heard ? "lobby-good" : undefined}>{t(heard ? "devices.works" : "devices.speak")}</span>
    </div>
  );
}
