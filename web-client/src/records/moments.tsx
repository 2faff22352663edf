import type { TFunction } from "i18next";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { clock } from "../ui/amounts.ts";
import { OneOf } from "../ui/one-of.tsx";
import { type Happening, lastAt } from "./contents.ts";

type Shown = "all" | "chat" | "events";

interface Props {
  of: Happening[];
  /** Where the player is, in seconds. */
  now: number;
  onJump: (second: number) => void;
}

/** What happened and what was written, each a press away in the video. */
export function Moments({ of, now, onJump }: Props) {
  const { t } = useTranslation("records");
  const [shown, setShown] = useState<Shown>("all");
  const list = shown === "all" ? of : of.filter((happening) => happening.chat === (shown === "chat"));
  const present = lastAt(list, now);
  const options = (["all", "chat", "events"] as const).map((value) => ({
    value,
    label: t(`moments_${value}`),
  }));
  return (
    <section className="moments sheet" aria-labelledby="moments">
      <h2 id="moments">{t("moments")}</h2>
      <OneOf<Shown> legend={t("momentsShow")} options={options} value={shown} onChange={setShown} />
      {list.length === 0 && <p className="hint">{t("noMoments")}</p>}
      <ol ref={useInView(present)}>
        {list.map((happening, index) => (
          <li key={index}>
            <button
              type="button"
              aria-current={index === present ? "time" : undefined}
              onClick={() => onJump(happening.at)}
            >
              <span className="moment-time">{clock(happening.at)}</span>
              <span className={happening.chat ? "message" : ""}>{sentence(happening, t)}</span>
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function sentence({ type, ...rest }: Happening, t: TFunction<"records">): string {
  return t(type, { who: "who" in rest ? rest.who : "", text: "text" in rest ? rest.text : "" });
}

/** Keeps the entry with that number in view, without moving the page. */
function useInView(index: number) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const [box, entry] = [list.current, list.current?.children[index]];
    if (!box || !(entry instanceof HTMLElement)) return;
    const top = entry.offsetTop - box.offsetTop;
    if (top < box.scrollTop || top + entry.offsetHeight > box.scrollTop + box.clientHeight)
      box.scrollTop = top;
  }, [index]);
  return list;
}
