import { useEffect, useState } from "react";

import { useOpened, useView } from "../session/context.tsx";
import { useTexts } from "../session/texts.tsx";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** A warning of the court. That it was shown is reported; it stays until it was put away. */
export function WarningDialog() {
  const t = useTexts();
  const { session } = useOpened();
  const { warning } = useView().me;
  const [shown, setShown] = useState(warning);
  // The view forgets a warning once we reported it; the person has not read it by then.
  if (warning !== null && warning !== shown) setShown(warning);
  const text = warning ?? shown;
  useEffect(() => {
    if (warning !== null) void session.ask({ type: "see_warning" });
  }, [warning, session]);
  if (text === null) return null;
  return (
    <Dialog
      title={t("warning.title")}
      footer={
        <Button look="primary" size="large" onClick={() => setShown(null)}>
          {t("warning.seen")}
        </Button>
      }
    >
      <p className="warning-text" role="alert">
        {text}
      </p>
    </Dialog>
  );
}
