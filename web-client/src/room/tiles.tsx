import { useEffect, useRef, useState } from "react";
import type { RefObject } from "react";

import type { PersonView } from "../protocol/channel.ts";
import { useOpened, useStore, useView } from "../session/context.tsx";
import { companyOf } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { arrange } from "./arrangement.ts";
import type { Area } from "./arrangement.ts";
import { Tile } from "./tile.tsx";

const GAP = 10;

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
  return (
    <section className="tiles" aria-label={t("tiles.label", { count: companyOf(view).length })}>
      {large && (
        <div className="tiles-large">
          <Tile {...large} large onPress={() => toggle(large)} />
        </div>
      )}
      <Grid small={large !== undefined} seats={others} onPress={toggle} />
    </section>
  );
}

function Grid({
  seats,
  small,
  onPress,
}: {
  seats: readonly Seat[];
  small: boolean;
  onPress: (seat: Seat) => void;
}) {
  const grid = useRef<HTMLDivElement>(null);
  const area = useArea(grid);
  const { columns, width } = arrange(seats.length, area, GAP);
  const style = small ? undefined : { gridTemplateColumns: `repeat(${columns}, ${width}px)` };
  return (
    <div ref={grid} className={small ? "tiles-strip" : "tiles-grid"} style={style}>
      {seats.map((seat) => (
        <Tile key={keyOf(seat)} {...seat} onPress={() => onPress(seat)} />
      ))}
    </div>
  );
}

function keyOf({ person, source }: Seat): string {
  return `${person.id} ${source}`;
}

/** The size of an element, followed as it changes. */
function useArea(element: RefObject<HTMLElement | null>): Area {
  const [area, setArea] = useState<Area>({ width: 640, height: 480 });
  useEffect(() => {
    if (element.current === null) return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) setArea({ width: entry.contentRect.width, height: entry.contentRect.height });
    });
    observer.observe(element.current);
    return () => observer.disconnect();
  }, [element]);
  return area;
}
