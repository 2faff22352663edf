import { Plus, Undo2 } from "lucide-react";
import { useState } from "react";

import type { Side } from "../protocol/channel.ts";
import { WordsDialog } from "../room/words-dialog.tsx";
import { useRequest, useView } from "../session/context.tsx";
import { isCaucus } from "../session/roles.ts";
import { useTexts } from "../session/texts.tsx";
import { Button } from "../ui/button.tsx";
import { everybodyBack, ofSide } from "./moves.ts";

/** What a mediator does most, in one press each. */
export function BoardTools() {
  const t = useTexts();
  const view = useView();
  const request = useRequest();
  const [naming, setNaming] = useState(false);
  const back = everybodyBack(view);
  const sides = [
    ...new Set(view.rooms.flatMap(({ id, side }) => (isCaucus(id) && side !== null ? [side] : []))),
  ];
  return (
    <div className="board-tools">
      {sides.map((side) => (
        <TalkApart key={side} side={side} />
      ))}
      <Button
        icon={<Undo2 aria-hidden size={20} />}
        disabled={back === null}
        data-testid="gather-all"
        onClick={() => back && void request(back)}
      >
        {t("board.everybodyBack")}
      </Button>
      <Button
        icon={<Plus aria-hidden size={20} />}
        data-testid="prepare-caucus"
        onClick={() => setNaming(true)}
      >
        {t("board.prepare")}
      </Button>
      {naming && (
        <WordsDialog
          title={t("board.prepare")}
          label={t("board.name")}
          confirm={t("board.prepare")}
          proposed={t("board.proposed", { number: view.rooms.filter(({ id }) => isCaucus(id)).length + 1 })}
          onCancel={() => setNaming(false)}
          onConfirm={(name) => {
            setNaming(false);
            void request({ type: "prepare_caucus", name });
          }}
        />
      )}
    </div>
  );
}

/** Takes one side into its room and goes there too. The mediator goes first: nobody waits there alone. */
function TalkApart({ side }: { side: Side }) {
  const t = useTexts();
  const view = useView();
  const request = useRequest();
  const room = view.rooms.find((candidate) => isCaucus(candidate.id) && candidate.side === side);
  if (room === undefined) return null;
  const who = ofSide(view, side, room.id);
  const there = view.me.room === room.id;
  const begin = async () => {
    const entered = there || (await request({ type: "enter", room: room.id }));
    if (entered && who.length > 0) await request({ type: "gather", room: room.id, who });
  };
  return (
    <Button
      look="primary"
      disabled={there && who.length === 0}
      data-testid={`talk-apart-${side}`}
      onClick={() => void begin()}
    >
      {t("board.talkApart", { side: t(`side.${view.session.kind}.${side}`) })}
    </Button>
  );
}
