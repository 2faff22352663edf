import { Settings } from "lucide-react";
import { useState } from "react";

import { useTexts } from "../session/texts.tsx";
import { ConsentChoice } from "./consent-card.tsx";
import { Control } from "./control.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { DeviceChoice } from "./device-choice.tsx";

/** Devices, and the answer to the recording. */
export function SettingsButton() {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Control
        name="settings"
        icon={<Settings size={26} />}
        label={t("controls.settings")}
        onPress={() => setOpen(true)}
      />
      {open && (
        <Dialog title={t("settings.title")} onClose={() => setOpen(false)}>
          <DeviceChoice always />
          <ConsentChoice />
        </Dialog>
      )}
    </>
  );
}
