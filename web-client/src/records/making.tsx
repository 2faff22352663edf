import { useTranslation } from "react-i18next";
import { clock } from "../ui/amounts.ts";
import type { RecordCard } from "./records.ts";

/** How far the files of a recording are. */
export function Making({ of: { state, percent, seconds_left, title } }: { of: RecordCard }) {
  const { t } = useTranslation("records");
  if (state !== "finalising") return <span className="tag amber">{t(`state_${state}`)}</span>;
  const left = typeof seconds_left === "number" && t("secondsLeft", { time: clock(seconds_left) });
  return (
    <div className="making">
      <progress aria-label={`${t("progress")} ${title}`} max={100} value={percent} />
      <p className="hint">{[t("percent", { percent }), left].filter(Boolean).join(" · ")}</p>
    </div>
  );
}
