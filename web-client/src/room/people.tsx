import { useView } from "../session/context.tsx";
import type { PersonView, RoomView } from "../protocol/channel.ts";
import { isStaff } from "../session/roles.ts";
import { roleOf, roomName, useTexts } from "../session/texts.tsx";
import { DeskFacts } from "./desk-facts.tsx";
import { PersonActions } from "./person-actions.tsx";

/** Who is here, as far as this person may know; for staff with what they decide at the door. */
export function People() {
  const t = useTexts();
  const { people, rooms, session, me } = useView();
  if (!isStaff(me)) return <Group title={t("people.title")} people={people} />;
  const waiting = people.filter(({ presence }) => presence === "waiting");
  const away = people.filter(
    ({ presence }) => presence === "absent" || presence === "left" || presence === "removed",
  );
  const here = people.filter((person) => !waiting.includes(person) && !away.includes(person));
  const inRoom = ({ id }: RoomView) => here.filter(({ room }) => room === id);
  return (
    <div className="people-groups">
      <Group title={t("people.waiting")} people={waiting} urgent />
      {rooms.map((room) => (
        <Group key={room.id} title={roomName(t, room, session.kind)} people={inRoom(room)} />
      ))}
      <Group title={t("people.away")} people={away} />
    </div>
  );
}

function Group({
  title,
  people,
  urgent = false,
}: {
  title: string;
  people: readonly PersonView[];
  urgent?: boolean;
}) {
  if (people.length === 0) return null;
  return (
    <section className="people" data-urgent={urgent} aria-label={title}>
      <h3>
        {title} <span>({people.length})</span>
      </h3>
      <ul>
        {people.map((person) => (
          <Person key={person.id} person={person} />
        ))}
      </ul>
    </section>
  );
}

function Person({ person }: { person: PersonView }) {
  const t = useTexts();
  const { session, me } = useView();
  return (
    <li className="person" data-testid="person" data-person={person.id} data-side={person.side ?? undefined}>
      <div className="person-line">
        <span>
          <strong>{person.id === me.id ? t("tile.me", { name: person.name }) : person.name}</strong>
          <span className="person-role">{roleOf(t, person, session.kind)}</span>
        </span>
        <span className="person-presence" data-presence={person.presence}>
          {t(`presence.${person.presence}`)}
        </span>
      </div>
      {person.desk && <DeskFacts person={person} desk={person.desk} />}
      {person.desk && person.id !== me.id && <PersonActions person={person} desk={person.desk} />}
    </li>
  );
}
