import { useState } from "react";

import { useRequest, useView } from "../session/context.tsx";
import { can, isCaucus } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { BoardRoom } from "./board-room.tsx";
import { BoardTools } from "./board-tools.tsx";
import { moveTo } from "./moves.ts";
import "./board.css";

/** Rooms as columns, people as cards. A card is dragged, or chosen and then sent with a button. */
export function CaucusBoard() {
  const t = useTexts();
  const view = useView();
  const request = useRequest();
  const [chosen, setChosen] = useState<string | null>(null);
  const card = view.people.find(({ id }) => id === chosen);
  const rooms = view.rooms.filter(({ id, kind }) => kind === "waiting" || kind === "joint" || isCaucus(id));
  const move = (who: string, to: number) => {
    const person = view.people.find(({ id }) => id === who);
    const room = view.rooms.find(({ id }) => id === to);
    const command = person && room && moveTo(person, room, view.me.id);
    setChosen(null);
    if (command) void request(command);
  };
  return (
    <section className="board" aria-label={t("board.label")}>
      <BoardTools />
      <p className="board-hint" role="status">
        {card === undefined ? t("board.hint") : t("board.chosen", { name: card.name })}
      </p>
      <div className="board-rooms">
        {rooms.map((room) => (
          <BoardRoom
            key={room.id}
            room={room}
            chosen={card}
            mayMove={can(view.me, "gather")}
            onChoose={(who) => setChosen((before) => (before === who ? null : who))}
            onMove={(who) => move(who, room.id)}
          />
        ))}
      </div>
    </section>
  );
}
