import { SendHorizontal } from "lucide-react";
import { useState } from "react";
import type { KeyboardEvent } from "react";

import type { Thread } from "../protocol/channel.ts";
import { useOpened } from "../session/context.tsx";
import { useTexts } from "../session/texts.tsx";
import { Button } from "../ui/button.tsx";
import { Words } from "./words.tsx";

/** The server's limit, in characters. */
const TEXT_MAX = 4_000;

/** Writes into a thread. Enter sends, except while a Chinese word is still being composed. */
export function Composer({ thread }: { thread: Thread }) {
  const t = useTexts();
  const { session } = useOpened();
  const [text, setText] = useState("");
  const send = () => {
    if (text.trim() === "") return;
    void session.say(thread, text.trim());
    setText("");
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    send();
  };
  return (
    <div className="chat-composer">
      <Words
        aria-label={t("chat.write")}
        placeholder={t("chat.write")}
        data-testid="chat-text"
        value={text}
        maxLength={TEXT_MAX}
        rows={1}
        onWords={setText}
        onKeyDown={onKey}
      />
      <Button
        look="primary"
        data-testid="chat-send"
        icon={<SendHorizontal aria-hidden size={20} />}
        disabled={text.trim() === ""}
        onClick={send}
      >
        {t("chat.send")}
      </Button>
    </div>
  );
}
