import { useState } from "react";

import { Dialog } from "../ui/dialog.tsx";
import { ConfirmButtons } from "./confirm-buttons.tsx";
import { SHORT_MAX, Words } from "./words.tsx";

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

/** Asks for words that go into the record before something is done. */
export function WordsDialog(props: Props) {
  const { title, label, confirm, danger = false, proposed = "", onCancel, onConfirm } = props;
  const [words, setWords] = useState(proposed);
  return (
    <Dialog
      title={title}
      onClose={onCancel}
      footer={
        <ConfirmButtons
          label={confirm}
          danger={danger}
          disabled={words.trim() === ""}
          onCancel={onCancel}
          onConfirm={() => onConfirm(words.trim())}
        />
      }
    >
      <Words
        aria-label={label}
        placeholder={label}
        data-testid="words"
        maxLength={SHORT_MAX}
        value={words}
        onWords={setWords}
      />
    </Dialog>
  );
}
