import { useInfiniteQuery } from "@tanstack/react-query";
import { Lock } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Moment } from "../../ui/moment.tsx";
import { Nothing, Shown } from "../../ui/states.tsx";
import type { CaseDetail } from "../cases.ts";
import { Part } from "../part.tsx";
import { useSideName } from "../people/role-name.ts";
import { MessageForm } from "./message-form.tsx";
import { type Message, messagesQuery } from "./messages.ts";

/** Asking and answering between sessions (MC-04). */
export function Board({ of: detail }: { of: CaseDetail }) {
  const { t } = useTranslation("casework");
  const messages = useInfiniteQuery(messagesQuery(detail.id));
  const [sent, setSent] = useState(false);
  return (
    <>
      <Part title={t("write")}>
        <MessageForm of={detail} onSent={() => setSent(true)} />
        <p role="status" className={sent ? "notice-green" : ""}>
          {sent && t("sent")}
        </p>
      </Part>
      <Part title={t("board")}>
        <Shown of={messages}>
          {({ pages }) => <Messages of={detail} messages={pages.flatMap((page) => page.items)} />}
        </Shown>
        {messages.hasNextPage && (
          <Button busy={messages.isFetchingNextPage} onClick={() => void messages.fetchNextPage()}>
            {t("earlier")}
          </Button>
        )}
      </Part>
    </>
  );
}

function Messages({ of: detail, messages }: { of: CaseDetail; messages: Message[] }) {
  const { t } = useTranslation(["casework", "cases"]);
  const sideName = useSideName(detail.kind);
  if (messages.length === 0) return <Nothing>{t("noMessages")}</Nothing>;
  return (
    <ul className="messages">
      {messages.map((message) => (
        <li key={message.id} className={message.mine ? "sheet mine" : "sheet"}>
          <p className="message-head">
            <strong>{message.name}</strong>
            <span className="hint">{t(`cases:role_${message.role}`)}</span>
            <Moment at={message.at} as="dateTime" />
            {message.side && (
              <span className="tag amber">
                <Lock aria-hidden /> {t("toSide", { side: sideName(message.side) })}
              </span>
            )}
          </p>
          <p className="prose">{message.body}</p>
        </li>
      ))}
    </ul>
  );
}
