import { useEffect, useRef } from "react";

import type { ChatMessage, Thread } from "../protocol/channel.ts";
import { useModel, useOpened, useView } from "../session/context.tsx";
import { keyOf, messagesIn, readers } from "../session/correspondence.ts";
import type { Outgoing } from "../session/correspondence.ts";
import { personOf } from "../session/roles.ts";
import { useLocale, useSentence, useTexts } from "../session/texts.tsx";
import { clock } from "../session/time.ts";
import { Button } from "../ui/button.tsx";

/** One thread, oldest first; the newest is kept in sight and counts as read while it is. */
export function Messages({ thread }: { thread: Thread }) {
  const t = useTexts();
  const { session } = useOpened();
  const { chat } = useModel();
  const list = useRef<HTMLDivElement>(null);
  const messages = messagesIn(chat, keyOf(thread));
  const outgoing = chat.outgoing.filter((sent) => keyOf(sent.thread) === keyOf(thread));
  const count = messages.length + outgoing.length;
  useEffect(() => {
    // Not `scrollIntoView`: that would move the page as well.
    list.current?.scrollTo({ top: list.current.scrollHeight });
    session.readThrough(thread);
    // A thread is named by its key; a new object for the same thread is no reason.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [count, session, keyOf(thread)]);
  return (
    <div ref={list} className="chat-log" role="log" aria-live="polite" aria-label={t("chat.messages")}>
      {count === 0 && <p className="chat-none">{t("chat.none")}</p>}
      <ol className="chat-messages">
        {messages.map((message) => (
          <Message key={message.id} message={message} />
        ))}
        {outgoing.map((message) => (
          <Unsent key={message.key} message={message} />
        ))}
      </ol>
    </div>
  );
}

function Message({ message }: { message: ChatMessage }) {
  const t = useTexts();
  const locale = useLocale();
  const { chat } = useModel();
  const view = useView();
  const mine = message.from === view.me.id;
  const seen = mine ? readers(chat, message).length : 0;
  const delivery = "with" in message.thread ? t("chat.read") : t("chat.readBy", { count: seen });
  return (
    <li className="chat-message" data-mine={mine} data-testid="message">
      <p className="chat-from">
        <strong>{mine ? t("chat.me") : (personOf(view, message.from)?.name ?? t("person.someone"))}</strong>
        <time>{clock(message.at, locale)}</time>
      </p>
      <p className="chat-text">{message.text}</p>
      {mine && <p className="chat-delivery">{seen > 0 ? delivery : t("chat.delivered")}</p>}
    </li>
  );
}

function Unsent({ message }: { message: Outgoing }) {
  const t = useTexts();
  const { session } = useOpened();
  const sentence = useSentence();
  const said = message.failure?.sentence ?? null;
  const why = said === null ? t("refused.unanswered") : sentence(said);
  return (
    <li className="chat-message" data-mine data-unsent={message.failure !== undefined} data-testid="message">
      <p className="chat-text">{message.text}</p>
      {message.failure === undefined ? (
        <p className="chat-delivery">{t("chat.sending")}</p>
      ) : (
        <div className="chat-delivery">
          <span>
            {t("chat.failed")} {why}
          </span>
          <Button size="small" onClick={() => session.sayAgain(message.key)}>
            {t("chat.again")}
          </Button>
          <Button size="small" look="quiet" onClick={() => session.discard(message.key)}>
            {t("chat.discard")}
          </Button>
        </div>
      )}
    </li>
  );
}
