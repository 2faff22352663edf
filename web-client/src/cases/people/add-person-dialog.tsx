import { useState } from "react";
import { useTranslation } from "react-i18next";
import { useMe } from "../../access/account.ts";
import { Button } from "../../ui/button.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { type Typed, useDraft } from "../../ui/draft.ts";
import { ChoiceField, Field } from "../../ui/field.tsx";
import { type Remarks, useForm } from "../../ui/form.ts";
import { ProblemNotice } from "../../ui/problem-notice.tsx";
import { type CaseDetail, type Person, SIDES } from "../cases.ts";
import { ENTITIES, hasSide, isLinked, type NewPerson, type Role, ROLES, useAddPerson } from "./changes.ts";
import { sideName } from "./role-name.ts";

const FIELDS = ["role", "name", "side", "entity", "linked_to", "authority", "mobile", "email"] as const;
type PersonField = (typeof FIELDS)[number];

interface Props {
  of: CaseDetail;
  /** The party whose agent is added. */
  agentFor?: Person;
  onClose: () => void;
}

/** A party, agent, co-mediator, witness or helper who was not in the case yet. */
export function AddPersonDialog({ of: detail, agentFor, onClose }: Props) {
  const { t } = useTranslation(["casework", "common"]);
  const draft = useDraft(`${useMe().id}.${detail.id}.person.${agentFor?.id ?? "new"}`);
  const proposed: Typed = {
    ...(agentFor && { role: "agent", side: agentFor.side ?? "", linked_to: agentFor.id }),
    ...draft.given,
  };
  const [role, setRole] = useState(proposed.role ?? "party");
  const add = useAddPerson(detail.id);
  const form = useForm({
    fields: FIELDS,
    check: (given) => ({
      ...(given.name.trim() === "" && { name: t("personNameNeeded") }),
      ...(hasSide(role) && given.side === "" && { side: t("sideNeeded") }),
    }),
    send: (given) => add.mutateAsync(personOf(detail, given)),
    onDone: () => {
      draft.forget();
      onClose();
    },
  });
  return (
    <Dialog title={t(agentFor ? "addAgent" : "addPerson")} onClose={onClose}>
      <form className="form" noValidate onSubmit={form.submit} onChange={draft.keep}>
        <p className="hint">{t("addPersonText")}</p>
        <Place of={detail} role={role} onRole={setRole} proposed={proposed} remarks={form.remarks} />
        <Self role={role} proposed={proposed} remarks={form.remarks} />
        {form.problem && <ProblemNotice problem={form.problem} />}
        <div className="dialog-way">
          <Button onClick={onClose}>{t("common:cancel")}</Button>
          <Button look="primary" type="submit" busy={form.isSending}>
            {t("add")}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

interface FieldsProps {
  role: string;
  proposed: Typed;
  remarks: Remarks<PersonField>;
}

/** Their place in the case. */
function Place(props: FieldsProps & { of: CaseDetail; onRole: (role: string) => void }) {
  const { of: detail, role, onRole, proposed, remarks } = props;
  const { t } = useTranslation(["casework", "cases"]);
  const { t: tc } = useTranslation("cases");
  const principals = detail.people.filter((person) => role !== "agent" || person.role === "party");
  return (
    <>
      <ChoiceField
        name="role"
        label={t("role")}
        remark={remarks.role}
        value={role}
        onChange={({ currentTarget }) => onRole(currentTarget.value)}
        options={ROLES[detail.kind].map((value) => ({ value, label: t(`cases:role_${value}`) }))}
      />
      {hasSide(role) && (
        <ChoiceField
          name="side"
          label={t("side")}
          remark={remarks.side}
          defaultValue={proposed.side ?? ""}
          options={[
            { value: "", label: t("choose") },
            ...SIDES.map((value) => ({ value, label: sideName(value, detail.kind, tc) })),
          ]}
        />
      )}
      {isLinked(role) && (
        <ChoiceField
          name="linked_to"
          label={t("linkedTo")}
          remark={remarks.linked_to}
          defaultValue={proposed.linked_to ?? ""}
          options={[
            { value: "", label: t("linkedNobody") },
            ...principals.map((person) => ({ value: person.id, label: person.name })),
          ]}
        />
      )}
    </>
  );
}

/** Who they are and how to reach them. */
function Self({ role, proposed, remarks }: FieldsProps) {
  const { t } = useTranslation(["casework", "cases"]);
  return (
    <>
      <Field
        name="name"
        label={t("personName")}
        remark={remarks.name}
        defaultValue={proposed.name}
        maxLength={100}
        autoComplete="off"
      />
      {role === "party" && (
        <ChoiceField
          name="entity"
          label={t("entity")}
          defaultValue={proposed.entity ?? "natural_person"}
          options={ENTITIES.map((value) => ({ value, label: t(`cases:entity_${value}`) }))}
        />
      )}
      {role === "agent" && (
        <ChoiceField
          name="authority"
          label={t("authority")}
          defaultValue={proposed.authority ?? "general"}
          options={[
            { value: "general", label: t("authority_general") },
            { value: "special", label: t("authority_special") },
          ]}
        />
      )}
      <Field
        type="tel"
        name="mobile"
        label={t("mobile")}
        hint={t("mobileHint")}
        remark={remarks.mobile}
        defaultValue={proposed.mobile}
        maxLength={20}
        autoComplete="off"
      />
      <Field
        type="email"
        name="email"
        label={t("email")}
        remark={remarks.email}
        defaultValue={proposed.email}
        maxLength={254}
        autoComplete="off"
      />
    </>
  );
}

function personOf({ kind }: CaseDetail, given: Record<PersonField, string>): NewPerson {
  const role: Role = ROLES[kind].find((one) => one === given.role) ?? "party";
  const side = SIDES.find((one) => one === given.side);
  const entity = ENTITIES.find((one) => one === given.entity);
  return {
    role,
    name: given.name.trim(),
    special_authority: given.authority === "special",
    ...(side && hasSide(role) && { side }),
    ...(entity && { entity }),
    ...(given.linked_to && { linked_to: given.linked_to }),
    ...(given.mobile.trim() && { mobile: given.mobile.trim() }),
    ...(given.email.trim() && { email: given.email.trim() }),
  };
}
