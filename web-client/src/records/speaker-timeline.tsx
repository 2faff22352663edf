import { useTranslation } from "react-i18next";
import { clock } from "../ui/amounts.ts";
import type { Person, Turn } from "./contents.ts";

interface Props {
  people: Person[];
  turns: Map<string, Turn[]>;
  /** Of the recording, in seconds. */
  length: number;
  now: number;
  onJump: (second: number) => void;
}

/** One line per person, dark where they speak; pressed anywhere, it goes there. */
export function SpeakerTimeline({ people, turns, length, now, onJump }: Props) {
  const { t } = useTranslation("records");
  const speakers = people.filter((person) => turns.has(person.id));
  return (
    <section className="speakers" aria-labelledby="speakers">
      <h2 id="speakers">{t("speakers")}</h2>
      <p className="hint">{t("speakersHint")}</p>
      <div className="speakers-grid">
        <ul>
          {speakers.map((person) => (
            <li key={person.id}>
              {person.name} <span className="hint">{person.role_label}</span>
            </li>
          ))}
        </ul>
        <div className="speakers-lines">
          <svg viewBox={`0 0 ${length} ${speakers.length}`} preserveAspectRatio="none" aria-hidden>
            {speakers.map((person, row) => (
              <g key={person.id}>
                <rect className="silence" x={0} y={row + 0.3} width={length} height={0.4} />
                <path
                  className="speech"
                  d={(turns.get(person.id) ?? []).map((turn) => bar(turn, row)).join("")}
                />
              </g>
            ))}
            <line className="playhead" x1={now} x2={now} y1={0} y2={speakers.length} />
          </svg>
          <input
            type="range"
            min={0}
            max={length}
            step={1}
            value={now}
            aria-label={t("position")}
            aria-valuetext={clock(now)}
            onChange={(event) => onJump(event.currentTarget.valueAsNumber)}
          />
        </div>
      </div>
    </section>
  );
}

function bar({ from, to }: Turn, row: number): string {
  return `M${from} ${row + 0.2}H${to}V${row + 0.8}H${from}Z`;
}
