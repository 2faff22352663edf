import { useId } from "react";
import { useTranslation } from "react-i18next";
import type { CaseDetail } from "../cases.ts";
import { roleName } from "../people/role-name.ts";

interface Props {
  of: CaseDetail;
  who: readonly string[];
  onChange: (who: readonly string[]) => void;
  remark: string | undefined;
}

/** Ticks those of a case who take part in a session. */
export function WhoComes({ of: { people, kind }, who, onChange, remark }: Props) {
  const { t } = useTranslation("casework");
  const { t: tc } = useTranslation("cases");
  const below = useId();
  const tick = (id: string, comes: boolean) =>
    onChange(comes ? [...who, id] : who.filter((one) => one !== id));
  return (
    <fieldset className="ticks" aria-describedby={remark && below}>
      <legend>{t("who")}</legend>
      {people.map((person) => (
        <label key={person.id}>
          <input
            type="checkbox"
            checked={who.includes(person.id)}
            onChange={({ currentTarget }) => tick(person.id, currentTarget.checked)}
          />
          <span>
            {person.name} <span className="hint">{roleName(person, kind, tc)}</span>
          </span>
        </label>
      ))}
      {remark && (
        <p id={below} className="remark" role="alert">
          {remark}
        </p>
      )}
    </fieldset>
  );
}
