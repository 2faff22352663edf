import { Button } from "antd";
import { X } from "lucide-react";
import { useEffect, useId, useRef } from "react";
import type { ReactNode } from "react";

import { useTexts } from "../session/texts.tsx";

interface Props {
  title: string;
  children: ReactNode;
  /** Closes it without doing anything. Absent where an answer is needed. */
  onClose?: () => void;
  /** What can be done, the usual last. */
  footer?: ReactNode;
}

/** The browser's own modal dialog: it holds the focus, and Escape closes it where that is allowed. */
export function Dialog({ title, children, onClose, footer }: Props) {
  const t = useTexts();
  const heading = useId();
  const element = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = element.current;
    dialog?.showModal();
    return () => dialog?.close();
  }, []);
  return (
    <dialog
      ref={element}
      className="dialog"
      aria-labelledby={heading}
      onCancel={(event) => {
        event.preventDefault();
        onClose?.();
      }}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        {onClose && (
          <button type="button" className="panel-close" aria-label={t("dialog.close")} onClick={onClose}>
            <X aria-hidden />
          </button>
        )}
      </header>
      {children}
      {footer && <footer className="session-choices">{footer}</footer>}
    </dialog>
  );
}

interface ConfirmProps {
  label: string;
  onConfirm: () => void;
  onCancel: () => void;
  danger?: boolean;
  disabled?: boolean;
}

/** Cancel, and the thing itself. */
export function ConfirmButtons({
  label,
  onConfirm,
  onCancel,
  danger = false,
  disabled = false,
}: ConfirmProps) {
  const t = useTexts();
  return (
    <>
      <Button onClick={onCancel}>{t("dialog.cancel")}</Button>
      <Button
        type="primary"
        danger={danger}
        disabled={disabled}
        data-testid="dialog-confirm"
        onClick={onConfirm}
      >
        {label}
      </Button>
    </>
  );
}
