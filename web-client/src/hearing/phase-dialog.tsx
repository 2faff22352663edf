import { CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";

import type { Command, Outcome } from "../protocol/channel.ts";
import { Choice } from "../room/choice.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { ConfirmButtons } from "../room/confirm-buttons.tsx";
import { SHORT_MAX, Words } from "../room/words.tsx";
import { useRequest, useView } from "../session/context.tsx";
import { useTexts, worded } from "../session/texts.tsx";
import { conditionsOf } from "./phases.ts";
import type { Way } from "./phases.ts";

const OUTCOMES: readonly Outcome[] = [
  "settled",
  "private_settlement_withdrawn",
  "unreachable",
  "party_declined",
  "differences_too_large",
  "period_expired",
  "refused_to_sign",
  "other",
];

/** Asks once more before the session changes for everybody, and says what that means. */
export function PhaseDialog({ way, opens, onClose }: { way: Way; opens: boolean; onClose: () => void }) {
  const t = useTexts();
  const request = useRequest();
  const { session } = useView();
  const [reason, setReason] = useState("");
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const complete = (!way.reason || reason.trim() !== "") && (!way.outcome || outcome !== null);
  const go = async () => {
    const command: Command = opens
      ? { type: "open" }
      : { type: "change_phase", to: way.to, reason: reason.trim() || null, outcome };
    if (await request(command)) onClose();
  };
  return (
    <Dialog
      title={t(way.label)}
      onClose={onClose}
      footer={
        <ConfirmButtons
          label={t("way.confirm")}
          danger={way.to === "closed"}
          disabled={!complete}
          onCancel={onClose}
          onConfirm={() => void go()}
        />
      }
    >
      <p>{worded(t, `way.${session.kind}.means`, way.to, "way.means")}</p>
      {opens && <Conditions />}
      {way.outcome && (
        <Choice
          label={t("way.outcome")}
          placeholder={t("way.choose")}
          name="outcome"
          value={outcome}
          options={OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))}
          onChoose={setOutcome}
        />
      )}
      {way.reason && (
        <label className="choice">
          <span>{t("way.reason")}</span>
          <Words value={reason} maxLength={SHORT_MAX} data-testid="words" onWords={setReason} />
        </label>
      )}
    </Dialog>
  );
}

/** What should be in order before it opens. */
function Conditions() {
  const t = useTexts();
  const conditions = conditionsOf(useView());
  return (
    <ul className="conditions" data-testid="conditions">
      {conditions.map(({ name, met, names }) => (
        <li key={name} data-met={met}>
          {met ? <CircleCheck aria-hidden size={22} /> : <TriangleAlert aria-hidden size={22} />}
          <span>
            {t(met ? `condition.${name}.met` : `condition.${name}.unmet`, {
              names: names.join(t("list.comma")),
            })}
          </span>
        </li>
      ))}
    </ul>
  );
}
