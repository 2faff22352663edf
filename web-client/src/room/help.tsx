import { LifeBuoy } from "lucide-react";
import { useState } from "react";

import { useRequest, useView } from "../session/context.tsx";
import { can, isStaff } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { Button } from "../ui/button.tsx";
import { Control } from "./control.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { SHORT_MAX, Words } from "./words.tsx";

const READY = ["help.cannotHear", "help.network", "help.unwell", "help.confidential"] as const;

/** Asks the staff for help, with ready words for those who do not like to type. */
export function HelpButton() {
  const t = useTexts();
  const { me } = useView();
  const [open, setOpen] = useState(false);
  if (isStaff(me) || !can(me, "ask_for_help")) return null;
  return (
    <>
      <Control
        name="help"
        icon={<LifeBuoy size={26} />}
        label={t(me.help_asked ? "help.asked" : "help.ask")}
        {...(me.help_asked && { tone: "call" as const })}
        onPress={() => setOpen(true)}
      />
      {open && <HelpDialog onClose={() => setOpen(false)} />}
    </>
  );
}

function HelpDialog({ onClose }: { onClose: () => void }) {
  const t = useTexts();
  const request = useRequest();
  const [text, setText] = useState("");
  const ask = async (words: string) => {
    if (await request({ type: "ask_for_help", text: words })) {
      setText("");
      onClose();
    }
  };
  return (
    <Dialog title={t("help.title")} onClose={onClose}>
      <div className="help-ready">
        {READY.map((words) => (
          <Button key={words} wide onClick={() => void ask(t(words))}>
            {t(words)}
          </Button>
        ))}
      </div>
      <Words
        aria-label={t("help.words")}
        placeholder={t("help.words")}
        value={text}
        maxLength={SHORT_MAX}
        onWords={setText}
      />
      <Button look="primary" wide disabled={text.trim() === ""} onClick={() => void ask(text.trim())}>
        {t("help.send")}
      </Button>
    </Dialog>
  );
}
