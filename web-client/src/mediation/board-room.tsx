import { Lock, LockOpen } from "lucide-react";
import { useState } from "react";
import type { DragEvent } from "react";

import type { PersonView, RoomView } from "../protocol/channel.ts";
import { useNow, useRequest, useView } from "../session/context.tsx";
import { isCaucus } from "../session/roles.ts";
import { roleOf, roomName, useTexts } from "../session/texts.tsx";
import { duration, milliseconds } from "../session/time.ts";
import { Button } from "../ui/button.tsx";
import { membersOf } from "./moves.ts";

interface Props {
  room: RoomView;
  /** The card that was chosen and waits to be sent somewhere. */
  chosen: PersonView | undefined;
  mayMove: boolean;
  onChoose: (who: string) => void;
  onMove: (who: string) => void;
}

/** What a dragged card carries. */
const CARD = "application/x-concord-person";

export function BoardRoom({ room, chosen, mayMove, onChoose, onMove }: Props) {
  const t = useTexts();
  const view = useView();
  const [over, setOver] = useState(false);
  const name = roomName(t, room, view.session.kind);
  const drop = (event: DragEvent) => {
    setOver(false);
    event.preventDefault();
    onMove(event.dataTransfer.getData(CARD));
  };
  const dragOver = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes(CARD)) return;
    event.preventDefault();
    setOver(true);
  };
  return (
    // Dragging is one way; the same is done with the cards' and the room's buttons.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className="board-room"
      aria-label={name}
      data-testid="board-room"
      data-room={room.id}
      data-side={room.side ?? undefined}
      data-mine={view.me.room === room.id}
      data-over={over}
      onDragOver={dragOver}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <RoomHead room={room} name={name} />
      <ul>
        {membersOf(view, room).map((person) => (
          <Card
            key={person.id}
            person={person}
            chosen={chosen?.id === person.id}
            mayMove={mayMove}
            onChoose={() => onChoose(person.id)}
          />
        ))}
      </ul>
      {chosen && chosen.room !== room.id && (
        <Button look="primary" wide data-testid={`move-to-${room.id}`} onClick={() => onMove(chosen.id)}>
          {t("board.moveHere", { name: chosen.name })}
        </Button>
      )}
    </section>
  );
}

function RoomHead({ room, name }: { room: RoomView; name: string }) {
  const t = useTexts();
  const now = useNow();
  const { me } = useView();
  return (
    <header>
      <h3>
        {name} {room.locked && <Lock size={18} aria-label={t("board.locked")} />}
      </h3>
      {room.occupied_since !== null && (
        <span className="board-since" title={t("board.since")}>
          {duration(now - milliseconds(room.occupied_since))}
        </span>
      )}
      {isCaucus(room.id) && <RoomButtons room={room} inside={me.room === room.id} name={name} />}
    </header>
  );
}

function RoomButtons({ room, inside, name }: { room: RoomView; inside: boolean; name: string }) {
  const t = useTexts();
  const request = useRequest();
  const empty = (room.members ?? []).length === 0;
  return (
    <div className="board-room-buttons">
      {inside && (
        <Button
          size="small"
          icon={room.locked ? <LockOpen aria-hidden size={18} /> : <Lock aria-hidden size={18} />}
          onClick={() => void request({ type: "lock", room: room.id, locked: !room.locked })}
        >
          {t(room.locked ? "board.unlock" : "board.lock")}
        </Button>
      )}
      {!inside && room.locked && (
        <Button
          size="small"
          data-testid={`knock-${room.id}`}
          onClick={() => void request({ type: "knock", room: room.id })}
        >
          {t("board.knock")}
        </Button>
      )}
      {!inside && !room.locked && (
        <Button
          size="small"
          data-testid={`enter-${room.id}`}
          onClick={() => void request({ type: "enter", room: room.id })}
        >
          {t("board.enter")}
        </Button>
      )}
      {empty && !inside && (
        <Button
          size="small"
          look="quiet"
          aria-label={t("board.dropNamed", { name })}
          onClick={() => void request({ type: "drop_caucus", room: room.id })}
        >
          {t("board.drop")}
        </Button>
      )}
    </div>
  );
}

interface CardProps {
  person: PersonView;
  chosen: boolean;
  mayMove: boolean;
  onChoose: () => void;
}

function Card({ person, chosen, mayMove, onChoose }: CardProps) {
  const t = useTexts();
  const { session, me } = useView();
  const carry = (event: DragEvent) => {
    event.dataTransfer.setData(CARD, person.id);
    event.dataTransfer.effectAllowed = "move";
  };
  return (
    <li>
      <button
        type="button"
        className="board-card"
        data-testid="board-card"
        data-person={person.id}
        data-side={person.side ?? undefined}
        data-lost={person.presence === "reconnecting"}
        aria-pressed={chosen}
        disabled={!mayMove}
        draggable={mayMove}
        onDragStart={carry}
        onClick={onChoose}
      >
        <strong>{person.id === me.id ? t("tile.me", { name: person.name }) : person.name}</strong>
        <span>{roleOf(t, person, session.kind)}</span>
        {person.presence === "reconnecting" && <em>{t("presence.reconnecting")}</em>}
      </button>
    </li>
  );
}
