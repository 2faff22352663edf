import { Button, Dropdown } from "antd";
import { Ellipsis } from "lucide-react";
import { useState } from "react";

import type { DeskView, PersonView } from "../protocol/channel.ts";
import { useRequest, useView } from "../session/context.tsx";
import { useTexts } from "../session/texts.tsx";
import { actsOn } from "./person-acts.ts";
import type { Act } from "./person-acts.ts";
import { WordsDialog } from "./words-dialog.tsx";

/** The usual next thing as a button, all else behind one. */
export function PersonActions({ person, desk }: { person: PersonView; desk: DeskView }) {
  const t = useTexts();
  const view = useView();
  const request = useRequest();
  const [asking, setAsking] = useState<Act | null>(null);
  const acts = actsOn(view, person, desk);
  const first = acts.filter((act) => act.first === true);
  const rest = acts.filter((act) => act.first !== true);
  const begin = (act: Act) => {
    if (typeof act.command === "function") setAsking(act);
    else void request(act.command);
  };
  const finish = async (words: string) => {
    if (typeof asking?.command !== "function") return;
    if (await request(asking.command(words))) setAsking(null);
  };
  if (acts.length === 0) return null;
  return (
    <div className="person-acts" data-wide={first.length > 0}>
      {first.map((act) => (
        <Button
          key={act.label}
          type="primary"
          size="small"
          data-testid={act.label}
          onClick={() => begin(act)}
        >
          {t(act.label)}
        </Button>
      ))}
      {rest.length > 0 && (
        <Dropdown trigger={["click"]} menu={menuOf(rest, t, begin)}>
          <Button
            size="small"
            icon={<Ellipsis aria-hidden size={20} />}
            aria-label={t("act.more", { name: person.name })}
            data-testid="act.more"
          />
        </Dropdown>
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
    </div>
  );
}

function menuOf(acts: readonly Act[], t: ReturnType<typeof useTexts>, begin: (act: Act) => void) {
  return {
    items: acts.map((act) => ({ key: act.label, label: t(act.label), danger: act.danger === true })),
    onClick: ({ key }: { key: string }) => {
      const act = acts.find(({ label }) => label === key);
      if (act) begin(act);
    },
  };
}
