import { LogOut } from "lucide-react";
import { useState } from "react";

import type { ClientView } from "../protocol/channel.ts";
import { useOpened, useRequest, useView } from "../session/context.tsx";
import { isStaff, takesPart } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import type { TextKey } from "../session/texts.tsx";
import { Button } from "../ui/button.tsx";
import { Control } from "./control.tsx";
import { Dialog } from "../ui/dialog.tsx";

/** Leaves, after saying what that means. */
export function LeaveButton() {
  const t = useTexts();
  const [open, setOpen] = useState(false);
  return (
    <>
      <Control
        name="leave"
        icon={<LogOut size={26} />}
        label={t("leave.button")}
        tone="danger"
        onPress={() => setOpen(true)}
      />
      {open && <LeaveDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function LeaveDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const { session } = useOpened();
  const view = useView();
  const request = useRequest();
  const leave = async () => {
    if (await request({ type: "leave" })) session.stop();
  };
  return (
    <Dialog
      title={t("leave.title")}
      onClose={onClose}
      footer={
        <>
          <Button danger size="large" data-testid="confirm-leave" onClick={() => void leave()}>
            {t("leave.confirm")}
          </Button>
          <Button look="primary" size="large" onClick={onClose}>
            {t("leave.stay")}
          </Button>
        </>
      }
    >
      <p>{t(consequence(view))}</p>
    </Dialog>
  );
}

/** What leaving now means for this person. */
function consequence({ session, me }: ClientView): TextKey {
  const begun = session.opened_at !== null;
  if (session.kind === "mediation") return isStaff(me) ? "leave.mediator" : "leave.mediation";
  if (isStaff(me)) return "leave.court";
  if (!takesPart(me)) return "leave.observer";
  return begun ? "leave.hearing" : "leave.before";
}
