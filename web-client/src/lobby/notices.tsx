import { useState } from "react";

import type { Notice } from "../protocol/channel.ts";
import { useRequest, useView } from "../session/context.tsx";
import { useSentence, useTexts } from "../session/texts.tsx";
import { Button } from "../ui/button.tsx";

/** Texts to be read and ticked, one by one. Ticking is an act of the person, never a default. */
export function Notices() {
  const t = useTexts();
  const sentence = useSentence();
  const { session, me } = useView();
  const request = useRequest();
  const [ticked, setTicked] = useState<readonly string[]>(me.notices);
  const [sending, setSending] = useState(false);
  const open = session.notices.filter(({ id }) => !ticked.includes(id)).length;

  const tick = ({ id }: Notice, on: boolean) =>
    setTicked((before) => (on ? [...before, id] : before.filter((other) => other !== id)));
  const confirm = async () => {
    setSending(true);
    await request({ type: "tick_notices", notices: session.notices.map(({ id }) => id) });
    setSending(false);
  };
  return (
    <section className="lobby-card" aria-label={t("lobby.step.notices")}>
      <h2>{t("notices.title")}</h2>
      <ul className="lobby-notices">
        {session.notices.map((notice) => (
          <li key={notice.id}>
            <p>{sentence(notice)}</p>
            <label className="lobby-tick">
              <input
                type="checkbox"
                checked={ticked.includes(notice.id)}
                disabled={me.notices.includes(notice.id)}
                data-testid={`notice-${notice.id}`}
                onChange={({ target }) => tick(notice, target.checked)}
              />
              <span>{t("notices.read")}</span>
            </label>
          </li>
        ))}
      </ul>
      <Button
        look="primary"
        size="large"
        wide
        disabled={open > 0}
        busy={sending}
        data-testid="confirm-notices"
        onClick={() => void confirm()}
      >
        {open > 0 ? t("notices.open", { count: open }) : t("notices.confirm")}
      </Button>
    </section>
  );
}
