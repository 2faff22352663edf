import { Button } from "../ui/button.tsx";
import { useModel, useNow, useOpened, useStore } from "./context.tsx";
import { isWaiting } from "./roles.ts";
import { useTexts } from "./texts.tsx";
import type { TextKey } from "./texts.tsx";

/** Says what is wrong with the connection, what to do, and that one's place is kept. */
export function ConnectionNotice() {
  const { session } = useOpened();
  const t = useTexts();
  const trouble = useTrouble();
  const now = useNow();
  const { link } = useModel();
  if (trouble === null) return <TouchNotice />;
  const seconds = link.at === "resting" ? Math.max(0, Math.ceil((link.until - now) / 1_000)) : 0;
  return (
    <div className="session-notice" data-severity="warning" role="alert" data-testid="connection">
      <p>
        <strong>{t(trouble.title)}</strong> {t(trouble.advice)}
      </p>
      {link.at === "resting" && (
        <Button onClick={() => session.wake()}>{t("connection.now", { seconds })}</Button>
      )}
    </div>
  );
}

interface Trouble {
  title: TextKey;
  advice: TextKey;
}

function useTrouble(): Trouble | null {
  const { link, view } = useModel();
  const media = useStore(useOpened().conference.store);
  if (link.at !== "live" && view !== null) {
    return { title: "connection.lost", advice: "connection.lostAdvice" };
  }
  if (link.at === "resting") return { title: "connection.none", advice: "connection.noneAdvice" };
  const meets = view !== null && !isWaiting(view.me.room);
  if (media.link === "full" && meets) {
    return { title: "connection.full", advice: "connection.fullAdvice" };
  }
  if (media.link === "broken" && meets) {
    return { title: "connection.media", advice: "connection.mediaAdvice" };
  }
  const own = view === null ? undefined : media.people[view.me.id];
  if (own?.quality === "poor" || own?.quality === "lost") {
    return { title: "connection.poor", advice: "connection.poorAdvice" };
  }
  return null;
}

/** Browsers play nothing on a page that was not touched. */
function TouchNotice() {
  const { conference } = useOpened();
  const { needsTouch } = useStore(conference.store);
  const t = useTexts();
  if (!needsTouch) return null;
  return (
    <div className="session-notice" data-severity="info" role="alert">
      <p>{t("connection.silent")}</p>
      <Button look="primary" onClick={() => void conference.startAudio()}>
        {t("connection.hear")}
      </Button>
    </div>
  );
}
