import { useTranslation } from "react-i18next";
import { ENTITIES } from "../cases/people/changes.ts";
import type { Typed } from "../ui/draft.ts";
import { ChoiceField, Field, LongField } from "../ui/field.tsx";
import type { Remarks } from "../ui/form.ts";
import type { ApplicationField, Institution } from "./application.ts";

interface Props {
  proposed: Typed;
  remarks: Remarks<ApplicationField>;
}

/** What it is about, and who is to mediate. */
export function Dispute({ proposed, remarks, institutions }: Props & { institutions: Institution[] }) {
  const { t } = useTranslation("applying");
  const [only, ...others] = institutions;
  const first = others.length === 0 ? (only?.id ?? "") : "";
  return (
    <>
      <ChoiceField
        name="institution"
        label={t("institution")}
        remark={remarks.institution}
        defaultValue={proposed.institution ?? first}
        options={[
          { value: "", label: t("choose") },
          ...institutions.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Field
        name="cause"
        label={t("cause")}
        hint={t("causeHint")}
        remark={remarks.cause}
        defaultValue={proposed.cause}
        maxLength={100}
        list="causes"
        autoComplete="off"
      />
      <datalist id="causes">
        {t("causes")
          .split("|")
          .map((cause) => (
            <option key={cause} value={cause} />
          ))}
      </datalist>
      <LongField
        name="description"
        label={t("description")}
        hint={t("descriptionHint")}
        remark={remarks.description}
        defaultValue={proposed.description}
        rows={8}
        maxLength={10_000}
      />
    </>
  );
}

/** Whom the dispute is with. */
export function OtherSide({ proposed, remarks }: Props) {
  const { t } = useTranslation(["applying", "cases"]);
  return (
    <>
      <Field
        name="people.0.name"
        label={t("name")}
        hint={t("nameHint")}
        remark={remarks["people.0.name"]}
        defaultValue={proposed["people.0.name"]}
        maxLength={100}
        autoComplete="off"
      />
      <ChoiceField
        name="people.0.entity"
        label={t("entity")}
        defaultValue={proposed["people.0.entity"] ?? "natural_person"}
        options={ENTITIES.map((value) => ({ value, label: t(`cases:entity_${value}`) }))}
      />
      <Field
        type="tel"
        name="people.0.mobile"
        label={t("mobile")}
        hint={t("mobileHint")}
        remark={remarks["people.0.mobile"]}
        defaultValue={proposed["people.0.mobile"]}
        maxLength={20}
        autoComplete="off"
      />
      <Field
        type="email"
        name="people.0.email"
        label={t("email")}
        remark={remarks["people.0.email"]}
        defaultValue={proposed["people.0.email"]}
        maxLength={254}
        autoComplete="off"
      />
    </>
  );
}
