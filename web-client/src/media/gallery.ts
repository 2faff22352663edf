/** What can be seen and heard of each person, read off the media connection as it stands. */
import type { LocalParticipant, Participant, RemoteParticipant, Room, Track } from "livekit-client";

/** Something that plays in a `<video>` or `<audio>` element. */
export interface Playable {
  attach: (element: HTMLMediaElement) => void;
  detach: (element: HTMLMediaElement) => void;
}

export type Quality = "excellent" | "good" | "poor" | "lost" | "unknown";

export interface PersonMedia {
  camera: Playable | null;
  screen: Playable | null;
  /** Their voice; never one's own. */
  voice: Playable | null;
  microphoneOn: boolean;
  speaking: boolean;
  quality: Quality;
}

/** By identity on the media wire, which is the participant's id. */
export type Gallery = Readonly<Record<string, PersonMedia>>;

export const UNSEEN: PersonMedia = {
  camera: null,
  screen: null,
  voice: null,
  microphoneOn: false,
  speaking: false,
  quality: "unknown",
};

/** The names of LiveKit's sources. Its own enum would pull the library into the first load. */
const SOURCE = { camera: "camera", screen: "screen_share", microphone: "microphone" } as const;

/**
 * With `facesPaused` the others have no picture of themselves. A picture that is shown nowhere is
 * not sent: the library tells the server so. What somebody shows (a screen) stays.
 */
export function galleryOf(
  room: Pick<Room, "localParticipant" | "remoteParticipants">,
  facesPaused = false,
): Gallery {
  const own = [room.localParticipant.identity, personOf(room.localParticipant)] as const;
  const others = [...room.remoteParticipants.values()].map((person: RemoteParticipant) => {
    const media = { ...personOf(person), voice: voiceOf(person) };
    return [person.identity, facesPaused ? { ...media, camera: null } : media] as const;
  });
  return Object.fromEntries([own, ...others].filter(([identity]) => identity !== ""));
}

function personOf(person: LocalParticipant | RemoteParticipant): PersonMedia {
  return {
    camera: playing(person, SOURCE.camera),
    screen: playing(person, SOURCE.screen),
    voice: null,
    microphoneOn: playing(person, SOURCE.microphone) !== null,
    speaking: person.isSpeaking,
    quality: person.connectionQuality,
  };
}

/** A voice stays attached while muted, so that the first syllable after it is not lost. */
function voiceOf(person: RemoteParticipant): Playable | null {
  return publication(person, SOURCE.microphone)?.track ?? null;
}

function playing(person: Participant, source: string): Playable | null {
  const found = publication(person, source);
  return found === undefined || found.isMuted ? null : (found.track ?? null);
}

function publication(person: Participant, source: string) {
  return person.getTrackPublications().find((candidate) => nameOf(candidate.source) === source);
}

function nameOf(source: Track.Source): string {
  return source;
}
