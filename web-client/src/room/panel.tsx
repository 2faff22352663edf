import { X } from "lucide-react";
import { useEffect, useRef } from "react";

import { CourseOfSession } from "../hearing/course.tsx";
import { FloorPanel } from "../hearing/floor-panel.tsx";
import { useTexts } from "../session/texts.tsx";
import { Chat } from "./chat.tsx";
import { People } from "./people.tsx";

/** `rooms` takes the place of the pictures; the others stand beside them. */
export type PanelName = "chat" | "people" | "floor" | "course" | "rooms";

/** One panel beside the pictures; over them on a telephone. */
export function Panel({ name, onClose }: { name: Exclude<PanelName, "rooms">; onClose: () => void }) {
  const t = useTexts();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    if (window.matchMedia("(max-width: 999px)").matches) title.current?.focus();
  }, [name]);
  return (
    <aside className="panel" aria-label={t(`panel.${name}`)} data-testid={`panel-${name}`}>
      <header className="panel-head">
        <h2 ref={title} tabIndex={-1}>
          {t(`panel.${name}`)}
        </h2>
        <button type="button" className="panel-close" aria-label={t("panel.close")} onClick={onClose}>
          <X aria-hidden size={24} />
        </button>
      </header>
      <Content name={name} />
    </aside>
  );
}

function Content({ name }: { name: Exclude<PanelName, "rooms"> }) {
  switch (name) {
    case "chat":
      return <Chat />;
    case "people":
      return <People />;
    case "floor":
      return <FloorPanel />;
    case "course":
      return <CourseOfSession />;
  }
}
