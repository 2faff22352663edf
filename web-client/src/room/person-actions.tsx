import { Ellipsis } from "lucide-react";
import { useState } from "react";

import type { DeskView, PersonView } from "../protocol/channel.ts";
import { useRequest, useView } from "../session/context.tsx";
import { useTexts } from "../session/texts.tsx";
import { Button } from "../ui/button.tsx";
import { actsOn } from "./person-acts.ts";
import type { Act } from "./person-acts.ts";
import { WordsDialog } from "./words-dialog.tsx";

/** The usual next thing as a button, all else unfolded by one. */
export function PersonActions({ person, desk }: { person: PersonView; desk: DeskView }) {
  const t = useTexts();
  const view = useView();
  const request = useRequest();
  const [unfolded, setUnfolded] = useState(false);
  const [asking, setAsking] = useState<Act | null>(null);
  const acts = actsOn(view, person, desk);
  const first = acts.filter((act) => act.first === true);
  const rest = acts.filter((act) => act.first !== true);
  const begin = (act: Act) => {
    setUnfolded(false);
    if (typeof act.command === "function") setAsking(act);
    else void request(act.command);
  };
  const finish = async (words: string) => {
    if (typeof asking?.command !== "function") return;
    if (await request(asking.command(words))) setAsking(null);
  };
  if (acts.length === 0) return null;
  return (
    <>
      <div className="person-acts" data-wide={first.length > 0}>
        <ActButtons acts={first} onAct={begin} />
        {rest.length > 0 && (
          <Button
            size="small"
            icon={<Ellipsis aria-hidden />}
            aria-label={t("act.more", { name: person.name })}
            aria-expanded={unfolded}
            data-testid="act.more"
            onClick={() => setUnfolded((before) => !before)}
          />
        )}
      </div>
      {unfolded && (
        <div className="person-acts" data-wide>
          <ActButtons acts={rest} onAct={begin} />
        </div>
      )}
      {asking && (
        <WordsDialog
          title={`${t(asking.label)} · ${person.name}`}
          label={t("act.reason")}
          confirm={t("act.confirm")}
          danger={asking.danger === true}
          onCancel={() => setAsking(null)}
          onConfirm={(words) => void finish(words)}
        />
      )}
    </>
  );
}

function ActButtons({ acts, onAct }: { acts: readonly Act[]; onAct: (act: Act) => void }) {
  const t = useTexts();
  return acts.map((act) => (
    <Button
      key={act.label}
      look={act.first === true ? "primary" : "plain"}
      danger={act.danger === true}
      size="small"
      data-testid={act.label}
      onClick={() => onAct(act)}
    >
      {t(act.label)}
    </Button>
  ));
}
