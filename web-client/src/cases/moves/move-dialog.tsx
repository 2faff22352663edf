import { useTranslation } from "react-i18next";
import { useMe } from "../../access/account.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { type Draft, useDraft } from "../../ui/draft.ts";
import { ChoiceField, LongField } from "../../ui/field.tsx";
import { type Remarks, useForm } from "../../ui/form.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import type { CaseDetail } from "../cases.ts";
import { MediatorChoice } from "./mediator-choice.tsx";
import { isFinal, type Move, type MoveName, OUTCOMES, useMove } from "./moves.ts";

const FIELDS = ["reason", "outcome", "note", "mediator"] as const;
type MoveField = (typeof FIELDS)[number];
/** Longest reason or note that is taken, in characters. */
const WORDS = 1000;

interface Props {
  of: CaseDetail;
  move: MoveName;
  onClose: () => void;
}

/** Says what a move means, asks for what it needs, and makes it. */
export function MoveDialog({ of: detail, move, onClose }: Props) {
  const { t } = useTranslation(["casework", "common"]);
  const draft = useDraft(`${useMe().id}.${detail.id}.${move}`);
  const make = useMove(detail.id);
  const form = useForm({
    fields: FIELDS,
    check: (given) => missing(move, given, t),
    send: (given) => make.mutateAsync(moveOf(move, given)),
    onDone: () => {
      draft.forget();
      onClose();
    },
  });
  return (
    <Dialog title={t(`move_${move}`)} onClose={onClose}>
      <form className="form" noValidate onSubmit={form.submit} onChange={draft.keep}>
        <p>{t(`move_${move}_means`)}</p>
        <Needed of={detail} move={move} draft={draft} remarks={form.remarks} />
        {form.problem && <ProblemNotice problem={form.problem} />}
        <div className="dialog-way">
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" danger={isFinal(move)} type="submit" busy={form.isSending}>
            {t(`move_${move}`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface NeededProps {
  of: CaseDetail;
  move: MoveName;
  draft: Draft;
  remarks: Remarks<MoveField>;
}

function Needed({ of: detail, move, draft: { given }, remarks }: NeededProps) {
  const { t } = useTranslation("casework");
  const note = (
    <LongField
      name="note"
      label={t("note")}
      hint={t("reasonHint")}
      remark={remarks.note}
      defaultValue={given.note}
      maxLength={WORDS}
    />
  );
  switch (move) {
    case "decline":
    case "return":
      return (
        <LongField
          name="reason"
          label={t("reason")}
          hint={t("reasonHint")}
          remark={remarks.reason}
          defaultValue={given.reason}
          maxLength={WORDS}
        />
      );
    case "end":
      return (
        <>
          <ChoiceField
            name="outcome"
            label={t("outcome")}
            remark={remarks.outcome}
            defaultValue={given.outcome ?? ""}
            options={[
              { value: "", label: t("choose") },
              ...OUTCOMES.map((value) => ({ value, label: t(`outcome_${value}`) })),
            ]}
          />
          {note}
        </>
      );
    case "decide":
      return note;
    case "assign":
      return (
        <MediatorChoice
          institution={detail.institution}
          cause={detail.cause}
          wished={detail.wished_mediator}
          remark={remarks.mediator}
        />
      );
    default:
      return null;
  }
}

type Given = Record<MoveField, string>;
type Sentence = "reasonNeeded" | "outcomeNeeded" | "noteNeeded" | "mediatorNeeded";

function missing(move: MoveName, given: Given, t: (sentence: Sentence) => string): Remarks<MoveField> {
  const blank = (field: MoveField) => given[field].trim() === "";
  if ((move === "decline" || move === "return") && blank("reason")) return { reason: t("reasonNeeded") };
  if (move === "assign" && blank("mediator")) return { mediator: t("mediatorNeeded") };
  if (move !== "end") return {};
  if (blank("outcome")) return { outcome: t("outcomeNeeded") };
  return given.outcome === "other" && blank("note") ? { note: t("noteNeeded") } : {};
}

function moveOf(move: MoveName, { reason, outcome, note, mediator }: Given): Move {
  switch (move) {
    case "decline":
    case "return":
      return { type: move, reason: reason.trim() };
    case "end":
      return { type: move, reason: OUTCOMES.find((one) => one === outcome) ?? "other", note: note.trim() };
    case "decide":
      return { type: move, note: note.trim() };
    case "assign":
      return { type: move, mediator };
    default:
      return { type: move };
  }
}
