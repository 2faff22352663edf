import { useState } from "react";
import { useTranslation } from "react-i18next";
import { type Office, useMe } from "../access/account.ts";
import { Button } from "../ui/button.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { useDraft } from "../ui/draft.ts";
import { Field } from "../ui/field.tsx";
import { useForm } from "../ui/form.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { useNewColleague } from "./institution.ts";
import { OfficesChoice } from "./offices-choice.tsx";

const FIELDS = ["name", "mobile", "email", "offices"] as const;

/** Makes an account. Its first password is shown once, and must be changed (ID-05). */
export function NewColleagueDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation(["administration", "common"]);
  const draft = useDraft(`${useMe().id}.colleague`);
  const [offices, setOffices] = useState<Office[]>(["mediator"]);
  const [made, setMade] = useState<{ name: string; password: string }>();
  const make = useNewColleague();
  const form = useForm({
    fields: FIELDS,
    check: ({ name, mobile, email }) => ({
      ...(name.trim() === "" && { name: t("nameNeeded") }),
      ...(mobile.trim() + email.trim() === "" && { mobile: t("contactNeeded") }),
      ...(offices.length === 0 && { offices: t("officeNeeded") }),
    }),
    send: async ({ name, mobile, email }) => {
      const contact = { ...(mobile.trim() && { mobile }), ...(email.trim() && { email }) };
      const { first_password: password } = await make.mutateAsync({ name, ...contact, offices });
      return { name: name.trim(), password };
    },
    onDone: (done) => {
      draft.forget();
      setMade(done);
    },
  });
  if (made) return <FirstPassword {...made} onClose={onClose} />;
  const { remarks } = form;
  return (
    <Dialog title={t("newColleague")} onClose={onClose}>
      <form className="form" noValidate onSubmit={form.submit} onChange={draft.keep}>
        <Field
          name="name"
          label={t("name")}
          maxLength={100}
          autoComplete="off"
          remark={remarks.name}
          defaultValue={draft.given.name}
        />
        <Field
          type="tel"
          name="mobile"
          label={t("mobile")}
          hint={t("contactHint")}
          maxLength={20}
          autoComplete="off"
          remark={remarks.mobile}
          defaultValue={draft.given.mobile}
        />
        <Field
          type="email"
          name="email"
          label={t("email")}
          maxLength={254}
          autoComplete="off"
          remark={remarks.email}
          defaultValue={draft.given.email}
        />
        <OfficesChoice value={offices} onChange={setOffices} remark={remarks.offices} />
        {form.problem && <ProblemNotice problem={form.problem} />}
        <div className="dialog-way">
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" type="submit" busy={form.isSending}>
            {t("make")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface FirstPasswordProps {
  name: string;
  password: string;
  onClose: () => void;
}

/** It is shown once: closing needs the button that says that it was noted. */
function FirstPassword({ name, password, onClose }: FirstPasswordProps) {
  const { t } = useTranslation("administration");
  return (
    <Dialog
      title={t("made", { name })}
      footer={
        <Button look="primary" onClick={onClose}>
          {t("noted")}
        </Button>
      }
    >
      <p>{t("firstPasswordText")}</p>
      <Field
        name="first-password"
        label={t("firstPassword")}
        value={password}
        readOnly
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
    </Dialog>
  );
}
