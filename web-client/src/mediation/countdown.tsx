import { useNow, useRequest, useView } from "../session/context.tsx";
import { can, personOf } from "../session/roles.ts";
import { roomName, useTexts } from "../session/texts.tsx";
import { secondsUntil } from "../session/time.ts";
import { Button } from "../ui/button.tsx";

/** Announces a move before it happens, so that nobody is cut off in a sentence. */
export function CountdownNotice() {
  const t = useTexts();
  const now = useNow();
  const request = useRequest();
  const view = useView();
  const { countdowns, rooms, me, session } = view;
  return countdowns.map(({ room, who, due }) => {
    const target = rooms.find(({ id }) => id === room);
    const name = target === undefined ? t("room.caucus") : roomName(t, target, session.kind);
    const names = who.map((id) => personOf(view, id)?.name ?? t("person.someone")).join(t("list.comma"));
    const seconds = secondsUntil(due, now);
    return (
      <div key={room} className="session-notice" data-severity="move" data-testid="countdown">
        <p role="timer">
          <b className="countdown-seconds">{seconds}</b>{" "}
          {who.includes(me.id)
            ? t("countdown.mine", { room: name })
            : t("countdown.theirs", { names, room: name })}
        </p>
        {can(me, "cancel_gather") && (
          <Button onClick={() => void request({ type: "cancel_gather", room })}>
            {t("countdown.cancel")}
          </Button>
        )}
      </div>
    );
  });
}
