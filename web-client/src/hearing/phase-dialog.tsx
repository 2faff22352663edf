import { Input, Modal, Select } from "antd";
import { CircleCheck, TriangleAlert } from "lucide-react";
import { useState } from "react";

import type { Command, Outcome } from "../protocol/channel.ts";
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
const TEXT_MAX = 500;

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
    <Modal
      open
      title={t(way.label)}
      okText={t("way.confirm")}
      cancelText={t("dialog.cancel")}
      okButtonProps={{ disabled: !complete, danger: way.to === "closed" }}
      onCancel={onClose}
      onOk={() => void go()}
    >
      <p>{worded(t, `way.${session.kind}.means`, way.to, "way.means")}</p>
      {opens && <Conditions />}
      {way.outcome && (
        <label className="dialog-field">
          <span>{t("way.outcome")}</span>
          <Select
            aria-label={t("way.outcome")}
            data-testid="outcome"
            placeholder={t("way.outcome")}
            value={outcome}
            options={OUTCOMES.map((value) => ({ value, label: t(`outcome.${value}`) }))}
            onChange={setOutcome}
          />
        </label>
      )}
      {way.reason && (
        <label className="dialog-field">
          <span>{t("way.reason")}</span>
          <Input.TextArea
            value={reason}
            maxLength={TEXT_MAX}
            data-testid="words"
            autoSize={{ minRows: 2, maxRows: 4 }}
            onChange={({ target }) => setReason(target.value)}
          />
        </label>
      )}
    </Modal>
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
