import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../access/account.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { useDraft } from "../../ui/draft.ts";
import { Field } from "../../ui/field.tsx";
import { useForm } from "../../ui/form.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import type { CaseDetail } from "../cases.ts";
import { canBeLed, instantOf, useSetSession } from "./scheduling.ts";
import { WhoComes } from "./who-comes.tsx";

const FIELDS = ["day", "scheduled_at", "title", "people"] as const;

/** A session for a time. Everybody who can be reached is told. */
export function ScheduleDialog({ of: detail, onClose }: { of: CaseDetail; onClose: () => void }) {
  const { t } = useTranslation(["casework", "common"]);
  const draft = useDraft(`${useMe().id}.${detail.id}.session`);
  const [who, setWho] = useState<readonly string[]>(detail.people.map(({ id }) => id));
  const set = useSetSession(detail);
  const chosen = detail.people.filter(({ id }) => who.includes(id));
  const form = useForm({
    fields: FIELDS,
    check: ({ day, scheduled_at: time }) => {
      const at = instantOf(day, time);
      return {
        ...(at === null && { [day === "" ? "day" : "scheduled_at"]: t("timeNeeded") }),
        ...(at !== null && at < Date.now() * 1000 && { scheduled_at: t("timePast") }),
        ...(!canBeLed(chosen) && { people: t("whoNeeded") }),
      };
    },
    send: ({ day, scheduled_at: time, title }) =>
      set.mutateAsync({
        scheduled_at: instantOf(day, time),
        ...(title.trim() && { title: title.trim() }),
        people: chosen.map(({ id }) => id),
      }),
    onDone: () => {
      draft.forget();
      onClose();
    },
  });
  return (
    <Dialog title={t(`schedule_${detail.kind}`)} onClose={onClose}>
      <form className="form" noValidate onSubmit={form.submit} onChange={draft.keep}>
        <p className="hint">{t("scheduleText")}</p>
        <div className="field-pair">
          <Field
            type="date"
            name="day"
            label={t("date")}
            remark={form.remarks.day}
            defaultValue={draft.given.day}
          />
          <Field
            type="time"
            name="scheduled_at"
            label={t("time")}
            remark={form.remarks.scheduled_at}
            defaultValue={draft.given.scheduled_at ?? "09:30"}
          />
        </div>
        <WhoComes of={detail} who={who} onChange={setWho} remark={form.remarks.people} />
        <Field
          name="title"
          label={t("sessionTitle")}
          hint={t("sessionTitleHint")}
          remark={form.remarks.title}
          defaultValue={draft.given.title}
          maxLength={100}
        />
        {form.problem && <ProblemNotice problem={form.problem} />}
        <div className="dialog-way">
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" type="submit" busy={form.isSending}>
            {t("scheduleDo")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
