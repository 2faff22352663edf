import { Hand, MicOff, WifiOff } from "lucide-react";
import type { ReactNode } from "react";

import { UNSEEN } from "../media/gallery.ts";
import type { PersonMedia } from "../media/gallery.ts";
import type { PersonView } from "../protocol/channel.ts";
import { useOpened, useStore, useView } from "../session/context.tsx";
import { roleOf, useTexts } from "../session/texts.tsx";
import { Picture } from "./picture.tsx";

interface Props {
  person: PersonView;
  source?: "camera" | "screen";
  large?: boolean;
  /** Makes it large, or small again. */
  onPress?: () => void;
}

/** One person: picture or initial, name and role, and the few signs one needs to see. */
export function Tile({ person, source = "camera", large = false, onPress }: Props) {
  const t = useTexts();
  const { session, me } = useView();
  const media = useMedia(person.id);
  const isMe = person.id === me.id;
  const role = roleOf(t, person, session.kind);
  const name = isMe ? t("tile.me", { name: person.name }) : person.name;
  const label = t(source === "screen" ? "tile.screenOf" : "tile.pictureOf", { name: person.name, role });
  const track = media[source];
  return (
    <figure
      className="tile"
      data-testid="tile"
      data-person={person.id}
      data-source={source}
      data-side={person.side ?? undefined}
      data-speaking={media.speaking}
      data-floor={person.has_floor}
      data-lost={person.presence === "reconnecting"}
    >
      {track === null ? (
        <span className="tile-initial" aria-hidden>
          {person.name.slice(0, 1)}
        </span>
      ) : (
        <Picture
          track={track}
          participant={person.id}
          source={source}
          mirrored={isMe && source === "camera"}
          label={label}
        />
      )}
      <Signs person={person} media={media} />
      <figcaption>
        <span className="tile-name">{name}</span>
        <span className="tile-role">{role}</span>
      </figcaption>
      {onPress && (
        <button
          type="button"
          className="tile-press"
          aria-pressed={large}
          aria-label={t(large ? "tile.smaller" : "tile.larger", { name: person.name })}
          onClick={onPress}
        />
      )}
    </figure>
  );
}

export function useMedia(person: string): PersonMedia {
  return useStore(useOpened().conference.store).people[person] ?? UNSEEN;
}

function Signs({ person, media }: { person: PersonView; media: PersonMedia }) {
  const t = useTexts();
  return (
    <span className="tile-signs">
      {person.has_floor && <strong className="tile-floor">{t("tile.floor")}</strong>}
      {person.hand_raised && <Sign icon={<Hand size={22} />} text={t("tile.hand")} name="hand" />}
      {person.presence === "reconnecting" && (
        <Sign icon={<WifiOff size={22} />} text={t("tile.reconnecting")} name="lost" />
      )}
      {!media.microphoneOn && <Sign icon={<MicOff size={20} />} text={t("tile.muted")} name="muted" />}
    </span>
  );
}

function Sign({ icon, text, name }: { icon: ReactNode; text: string; name: string }) {
  return (
    <span className="tile-sign" data-sign={name} title={text} role="img" aria-label={text}>
      {icon}
    </span>
  );
}
