import { Input, Modal } from "antd";
import { useState } from "react";

import { useTexts } from "../session/texts.tsx";

interface Props {
  title: string;
  /** What the words are. */
  label: string;
  confirm: string;
  danger?: boolean;
  /** What is written unless it is changed. */
  proposed?: string;
  onCancel: () => void;
  onConfirm: (words: string) => void;
}

/** The server's limit for reasons and names, in characters. */
const TEXT_MAX = 500;

/** Asks for words that go into the record before something is done. */
export function WordsDialog({
  title,
  label,
  confirm,
  danger = false,
  proposed = "",
  onCancel,
  onConfirm,
}: Props) {
  const t = useTexts();
  const [words, setWords] = useState(proposed);
  return (
    <Modal
      open
      title={title}
      okText={confirm}
      cancelText={t("dialog.cancel")}
      okButtonProps={{ danger, disabled: words.trim() === "" }}
      onCancel={onCancel}
      onOk={() => onConfirm(words.trim())}
    >
      <Input.TextArea
        aria-label={label}
        placeholder={label}
        data-testid="words"
        value={words}
        maxLength={TEXT_MAX}
        autoSize={{ minRows: 2, maxRows: 5 }}
        onChange={({ target }) => setWords(target.value)}
      />
    </Modal>
  );
}
