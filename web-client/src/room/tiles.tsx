import { useState } from "react";

import type { PersonView } from "../protocol/channel.ts";
import { useOpened, useStore, useView } from "../session/context.tsx";
import { companyOf } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { Fitting } from "./fitting.tsx";
import { Tile } from "./tile.tsx";

interface Seat {
  person: PersonView;
  source: "camera" | "screen";
}

/** Everybody in the room, as large as fits; one of them larger if asked for. */
export function Tiles() {
  const t = useTexts();
  const view = useView();
  const { people } = useStore(useOpened().conference.store);
  const [chosen, setChosen] = useState<string | null>(null);
  const seats = companyOf(view).flatMap((person): Seat[] => {
    const screen = people[person.id]?.screen ? [{ person, source: "screen" as const }] : [];
    return [...screen, { person, source: "camera" }];
  });
  const large =
    seats.find((seat) => keyOf(seat) === chosen) ?? seats.find(({ source }) => source === "screen");
  const toggle = (seat: Seat) => setChosen((before) => (before === keyOf(seat) ? null : keyOf(seat)));
  const others = seats.filter((seat) => seat !== large);
  const tiles = others.map((seat) => <Tile key={keyOf(seat)} {...seat} onPress={() => toggle(seat)} />);
  return (
    <section className="tiles" aria-label={t("tiles.label", { count: companyOf(view).length })}>
      {large && (
        <div className="tiles-large">
          <Tile {...large} large onPress={() => toggle(large)} />
        </div>
      )}
      {large === undefined ? (
        <Fitting count={others.length}>{tiles}</Fitting>
      ) : (
        <div className="tiles-strip">{tiles}</div>
      )}
    </section>
  );
}

function keyOf({ person, source }: Seat): string {
  return `${person.id} ${source}`;
}
