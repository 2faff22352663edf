import { useState } from "react";
import type { ReactNode } from "react";

import type { PersonView } from "../protocol/channel.ts";
import { Choice } from "../room/choice.tsx";
import { useNow, useRequest, useView } from "../session/context.tsx";
import { can, companyOf, isStaff, personOf } from "../session/roles.ts";
import { roleOf, useTexts } from "../session/texts.tsx";
import { duration, milliseconds } from "../session/time.ts";
import { Button } from "../ui/button.tsx";

/** Lengths of a turn on offer, in seconds; 0 is without end. */
const TURNS: readonly number[] = [0, 60, 180, 300, 600];

/** Who speaks and who wants to; whoever presides gives and takes. */
export function FloorPanel() {
  const t = useTexts();
  const { me } = useView();
  const [seconds, setSeconds] = useState(0);
  const leads = can(me, "give_floor");
  return (
    <div className="floor-panel">
      {leads && <Rules seconds={seconds} onSeconds={setSeconds} />}
      <Holders leads={leads} />
      <Queue leads={leads} seconds={seconds} />
      {leads && <Others seconds={seconds} />}
      {!leads && <p className="session-quiet">{t("floor.explained")}</p>}
    </div>
  );
}

function Rules({ seconds, onSeconds }: { seconds: number; onSeconds: (seconds: number) => void }) {
  const t = useTexts();
  const request = useRequest();
  const { floor } = useView();
  return (
    <div className="floor-rules">
      <fieldset className="segments">
        <legend>{t("floor.mode")}</legend>
        {(["by_grant", "open"] as const).map((mode) => (
          <label key={mode}>
            <input
              type="radio"
              name="floor-mode"
              checked={floor.mode === mode}
              onChange={() => void request({ type: "set_floor", mode })}
            />
            <span>{t(`floor.${mode}`)}</span>
          </label>
        ))}
      </fieldset>
      <Choice
        label={t("floor.turn")}
        value={seconds}
        options={TURNS.map((turn) => ({
          value: turn,
          label: turn === 0 ? t("floor.endless") : t("floor.minutes", { count: turn / 60 }),
        }))}
        onChoose={onSeconds}
      />
      <Button wide danger data-testid="mute-all" onClick={() => void request({ type: "take_floor" })}>
        {t("floor.takeAll")}
      </Button>
    </div>
  );
}

function Holders({ leads }: { leads: boolean }) {
  const t = useTexts();
  const now = useNow();
  const request = useRequest();
  const view = useView();
  return (
    <section aria-label={t("floor.holders")}>
      <h3>{t("floor.holders")}</h3>
      {view.floor.holders.length === 0 && <p className="session-quiet">{t("floor.nobody")}</p>}
      <ul>
        {(view.floor.holders as [string, number | null][]).map(([who, until]) => (
          <Row key={who} person={personOf(view, who)}>
            {until !== null && <span role="timer">{duration(milliseconds(until) - now)}</span>}
            {leads && (
              <Button
                size="small"
                data-testid="take-floor"
                onClick={() => void request({ type: "take_floor", who })}
              >
                {t("floor.take")}
              </Button>
            )}
          </Row>
        ))}
      </ul>
    </section>
  );
}

function Queue({ leads, seconds }: { leads: boolean; seconds: number }) {
  const t = useTexts();
  const request = useRequest();
  const view = useView();
  return (
    <section aria-label={t("floor.queue")}>
      <h3>
        {t("floor.queue")} <span>({view.floor.queue.length})</span>
      </h3>
      {view.floor.queue.length === 0 && <p className="session-quiet">{t("floor.noHands")}</p>}
      <ol>
        {view.floor.queue.map((who) => (
          <Row key={who} person={personOf(view, who)}>
            {leads && <Give who={who} seconds={seconds} />}
            {leads && (
              <Button size="small" look="quiet" onClick={() => void request({ type: "lower_hand", who })}>
                {t("floor.lower")}
              </Button>
            )}
          </Row>
        ))}
      </ol>
    </section>
  );
}

/** Those who did not raise a hand can be asked to speak too. */
function Others({ seconds }: { seconds: number }) {
  const t = useTexts();
  const view = useView();
  const others = companyOf(view).filter(
    (person) => !isStaff(person) && !person.has_floor && !view.floor.queue.includes(person.id),
  );
  if (others.length === 0) return null;
  return (
    <section aria-label={t("floor.others")}>
      <h3>{t("floor.others")}</h3>
      <ul>
        {others.map((person) => (
          <Row key={person.id} person={person}>
            <Give who={person.id} seconds={seconds} />
          </Row>
        ))}
      </ul>
    </section>
  );
}

function Give({ who, seconds }: { who: string; seconds: number }) {
  const t = useTexts();
  const request = useRequest();
  const length = seconds === 0 ? null : seconds;
  return (
    <Button
      size="small"
      look="primary"
      data-testid="give-floor"
      onClick={() => void request({ type: "give_floor", who, seconds: length })}
    >
      {t("floor.give")}
    </Button>
  );
}

function Row({ person, children }: { person: PersonView | undefined; children: ReactNode }) {
  const t = useTexts();
  const { session } = useView();
  return (
    <li className="floor-row" data-person={person?.id}>
      <span>
        <strong>{person?.name ?? t("person.someone")}</strong>
        {person && <span className="person-role">{roleOf(t, person, session.kind)}</span>}
      </span>
      {children}
    </li>
  );
}
