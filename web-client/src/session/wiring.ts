/** What the session means for this person's media: the view leads, the conference follows. */
import type { Allowed } from "../media/conference.ts";
import type { LiveSession } from "./live.ts";

/** As much of a conference as the session leads. */
export interface Followed {
  use: (token: string) => void;
  allow: (allowed: Allowed) => void;
  stop: () => void;
  microphone: { want: (wanted: boolean) => void };
}

const NOTHING: Allowed = { camera: false, microphone: false, screen: false };

/** Makes the conference follow the session; returns how to let it go. */
export function wire(session: Pick<LiveSession, "store">, conference: Followed): () => void {
  let room: number | null = null;
  const follow = () => {
    const { link, view } = session.store.get();
    if (link.at === "ended") {
      conference.stop();
      return;
    }
    if (view === null) return;
    // Nobody carries an open microphone into another company (domain: microphone arrives off).
    if (room !== view.me.room) conference.microphone.want(false);
    room = view.me.room;
    conference.allow(view.me.room_paused ? NOTHING : view.me.rights);
    if (link.at === "live") conference.use(view.media.token);
  };
  follow();
  const unsubscribe = session.store.subscribe(follow);
  return () => {
    unsubscribe();
    conference.stop();
  };
}
