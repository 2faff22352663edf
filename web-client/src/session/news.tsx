import { X } from "lucide-react";
import { useEffect } from "react";

import { useModel, useOpened, useView } from "./context.tsx";
import type { News } from "./model.ts";
import { personOf } from "./roles.ts";
import { useSentence, useTexts, worded } from "./texts.tsx";
import type { Say } from "./texts.tsx";

/** How long news stay (ms): long enough to be read slowly twice. */
const STAYS_MS = 12_000;

/** What just happened, told once. Grave things stay until they are dismissed. */
export function NewsRegion() {
  const { news } = useModel();
  return (
    <div className="session-news" role="status" aria-live="polite" data-testid="news">
      {news.map((one) => (
        <NewsCard key={one.id} news={one} />
      ))}
    </div>
  );
}

function NewsCard({ news }: { news: News }) {
  const { session } = useOpened();
  const t = useTexts();
  const text = useNewsText(news.item);
  const grave = isGrave(news.item);
  useEffect(() => {
    if (grave) return;
    const timer = setTimeout(() => session.dismiss(news.id), STAYS_MS);
    return () => clearTimeout(timer);
  }, [grave, news.id, session]);
  return (
    <div className="session-news-card" data-grave={grave}>
      <p>{text}</p>
      <button type="button" aria-label={t("news.dismiss")} onClick={() => session.dismiss(news.id)}>
        <X aria-hidden size={20} />
      </button>
    </div>
  );
}

function isGrave({ item }: News["item"]): boolean {
  return item === "opening_failed" || item === "recording_failed" || item === "help_asked";
}

function useNewsText(item: News["item"]): string {
  const t = useTexts();
  const sentence = useSentence();
  const view = useView();
  const nameOf = (who: string) => personOf(view, who)?.name ?? t("person.someone");
  switch (item.item) {
    case "refused":
      return item.sentence === null ? ownRefusal(t, item.code) : sentence(item.sentence);
    case "moved":
      return worded(t, "moved", item.why, "moved.entered");
    case "invitation_ended":
      return t(`invitation.${item.kind}.${item.end}`, { name: nameOf(item.who) });
    case "help_asked":
      return t("news.help", { name: nameOf(item.who), text: item.text });
    case "opening_failed":
      return t("news.openingFailed", { reason: item.reason });
    case "recording_failed":
      return t("news.recordingFailed", { reason: item.reason });
  }
}

function ownRefusal(t: Say, code: string): string {
  return code === "offline" ? t("refused.offline") : t("refused.unanswered");
}
