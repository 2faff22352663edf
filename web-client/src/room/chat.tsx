import { Lock } from "lucide-react";
import { useState } from "react";

import type { ClientView, Thread } from "../protocol/channel.ts";
import { useModel, useView } from "../session/context.tsx";
import { keyOf, threads, unread } from "../session/correspondence.ts";
import { can, isCaucus, personOf } from "../session/roles.ts";
import { roleOf, useTexts } from "../session/texts.tsx";
import type { Say } from "../session/texts.tsx";
import { Composer } from "./composer.tsx";
import { Messages } from "./messages.tsx";

/** Messages to the room or to one person, with who can read them said above. */
export function Chat() {
  const t = useTexts();
  const { chat } = useModel();
  const view = useView();
  const { me } = view;
  const all = threads(chat, me.room, me.may_write_to);
  const [chosen, setChosen] = useState<string | null>(null);
  const thread = all.find((candidate) => keyOf(candidate) === chosen) ?? opening(view, all);
  if (thread === undefined) return null;
  return (
    <section className="chat" aria-label={t("panel.chat")}>
      <label className="chat-to">
        <span>{t("chat.to")}</span>
        <select
          value={keyOf(thread)}
          data-testid="chat-to"
          onChange={({ target }) => setChosen(target.value)}
        >
          {all
            .filter((candidate) => isUseful(view, candidate))
            .map((candidate) => (
              <option key={keyOf(candidate)} value={keyOf(candidate)}>
                {titleOf(t, view, candidate, unread(chat, keyOf(candidate), me.id))}
              </option>
            ))}
        </select>
      </label>
      <p className="chat-seal" data-testid="chat-seal">
        <Lock aria-hidden size={16} /> {sealOf(t, view, thread)}
      </p>
      <Messages key={keyOf(thread)} thread={thread} />
      {mayWrite(view, thread) ? (
        <Composer thread={thread} />
      ) : (
        <p className="chat-closed">{t("chat.closed")}</p>
      )}
    </section>
  );
}

/** In a waiting room nobody meets: the first person one may write to, else the room. */
function opening(view: ClientView, all: readonly Thread[]): Thread | undefined {
  return all.find((thread) => isUseful(view, thread)) ?? all[0];
}

function isUseful({ me }: ClientView, thread: Thread): boolean {
  return "with" in thread || me.rights.chat || me.room !== 0;
}

function mayWrite({ me }: ClientView, thread: Thread): boolean {
  if (!can(me, "say")) return false;
  return "room" in thread ? me.rights.chat : me.may_write_to.includes(thread.with);
}

function titleOf(t: Say, view: ClientView, thread: Thread, news: number): string {
  const mark = news > 0 ? ` (${news})` : "";
  if ("room" in thread) return t("chat.room") + mark;
  const person = personOf(view, thread.with);
  if (person === undefined) return t("person.someone") + mark;
  return `${person.name} · ${roleOf(t, person, view.session.kind)}${mark}`;
}

function sealOf(t: Say, view: ClientView, thread: Thread): string {
  if ("with" in thread) {
    return t("chat.sealPair", { name: personOf(view, thread.with)?.name ?? t("person.someone") });
  }
  return t(isCaucus(view.me.room) ? "chat.sealCaucus" : "chat.sealRoom");
}
