import { X } from "lucide-react";
import { type ReactNode, useEffect, useId, useRef } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "./button.tsx";
import "./dialog.css";

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
  const { t } = useTranslation();
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
      // Browsers close it at the second Escape whatever was said to the first.
      onClose={() => {
        if (element.current?.open) return;
        if (onClose) onClose();
        else element.current?.showModal();
      }}
    >
      <header>
        <h2 id={heading}>{title}</h2>
        {onClose && (
          <Button look="quiet" aria-label={t("close")} icon={<X aria-hidden />} onClick={onClose} />
        )}
      </header>
      {children}
      {footer && <footer>{footer}</footer>}
    </dialog>
  );
}
