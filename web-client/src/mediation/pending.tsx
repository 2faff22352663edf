import { Hourglass } from "lucide-react";

import { useNow, useView } from "../session/context.tsx";
import { personOf } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { secondsUntil } from "../session/time.ts";

/** Knocks and invitations that somebody else has yet to answer. */
export function PendingInvitations() {
  const t = useTexts();
  const now = useNow();
  const view = useView();
  const pending = view.invitations.filter(({ mine_to_answer }) => !mine_to_answer);
  return pending.map(({ id, kind, who, room_name: room, due }) => (
    <div key={id} className="session-notice" data-severity="info" role="status" data-testid="pending">
      <p>
        <Hourglass aria-hidden size={20} />{" "}
        {t(`invitation.${kind}.pending`, {
          room,
          name: personOf(view, who)?.name ?? t("person.someone"),
          seconds: secondsUntil(due, now),
        })}
      </p>
    </div>
  ));
}
