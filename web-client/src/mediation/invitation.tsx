import type { InvitationView } from "../protocol/channel.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useNow, useRequest, useView } from "../session/context.tsx";
import { personOf } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { secondsUntil } from "../session/time.ts";

/** A question somebody waits for: to come into a room, or to be let into this one. One at a time. */
export function InvitationDialog() {
  const { invitations } = useView();
  const [first] = invitations.filter(({ mine_to_answer }) => mine_to_answer);
  return first === undefined ? null : <Question key={first.id} invitation={first} />;
}

function Question({ invitation }: { invitation: InvitationView }) {
  const t = useTexts();
  const now = useNow();
  const request = useRequest();
  const view = useView();
  const { id, kind, room_name: room, who, due } = invitation;
  const answer = (accept: boolean) => void request({ type: "answer_invitation", invitation: id, accept });
  return (
    <Dialog
      title={t(`invitation.${kind}.title`)}
      footer={
        <>
          <Button size="large" data-testid="decline" onClick={() => answer(false)}>
            {t(`invitation.${kind}.decline`)}
          </Button>
          <Button look="primary" size="large" data-testid="accept" onClick={() => answer(true)}>
            {t(`invitation.${kind}.accept`)}
          </Button>
        </>
      }
    >
      <p data-testid="invitation">
        {t(`invitation.${kind}.text`, { room, name: personOf(view, who)?.name ?? t("person.someone") })}
      </p>
      <p className="session-quiet">{t("invitation.lapses", { seconds: secondsUntil(due, now) })}</p>
    </Dialog>
  );
}
