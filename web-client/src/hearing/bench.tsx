import { useState } from "react";

import type { PersonView } from "../protocol/channel.ts";
import { Fitting } from "../room/fitting.tsx";
import { Tile } from "../room/tile.tsx";
import { useOpened, useStore, useView } from "../session/context.tsx";
import { companyOf } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { seatsOf } from "./seats.ts";
import type { Seats } from "./seats.ts";
import "./bench.css";

const ROWS = ["bench", "applicant", "clerk", "centre", "respondent"] as const satisfies (keyof Seats)[];

/** The court room: the bench above, the sides facing each other, who testifies between them. */
export function Bench() {
  const t = useTexts();
  const view = useView();
  const { people } = useStore(useOpened().conference.store);
  const [chosen, setChosen] = useState<string | null>(null);
  const company = companyOf(view);
  const seats = seatsOf(company);
  const large = company.find(({ id }) => id === chosen);
  const sharing = company.find(({ id }) => people[id]?.screen);
  const toggle = (person: PersonView) => setChosen((before) => (before === person.id ? null : person.id));
  return (
    <section className="court" aria-label={t("tiles.label", { count: company.length })}>
      {sharing && <Tile person={sharing} source="screen" large />}
      {large && <Tile person={large} large onPress={() => toggle(large)} />}
      <div
        className="court-room"
        data-centre={seats.centre.length > 0}
        data-small={(large ?? sharing) !== undefined}
      >
        {ROWS.filter((row) => seats[row].length > 0).map((row) => (
          <div key={row} className="court-seats" data-seats={row} role="group" aria-label={t(`seats.${row}`)}>
            <Fitting count={seats[row].length}>
              {seats[row].map((person) => (
                <Tile key={person.id} person={person} onPress={() => toggle(person)} />
              ))}
            </Fitting>
          </div>
        ))}
      </div>
    </section>
  );
}
