import { useTexts } from "../session/texts.tsx";
import { Button } from "../ui/button.tsx";

interface Props {
  label: string;
  onConfirm: () => void;
  onCancel: () => void;
  danger?: boolean;
  disabled?: boolean;
}

/** Cancel, and the thing itself: the foot of a dialog that asks once more. */
export function ConfirmButtons({ label, onConfirm, onCancel, danger = false, disabled = false }: Props) {
  const t = useTexts();
  return (
    <>
      <Button onClick={onCancel}>{t("dialog.cancel")}</Button>
      <Button
        look="primary"
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
