import { useTranslation } from "react-i18next";
import type { Office } from "../access/account.ts";
import { OFFICES } from "./institution.ts";

interface Props {
  value: readonly Office[];
  onChange: (offices: Office[]) => void;
  /** What is wrong with the choice. */
  remark?: string | undefined;
}

/** What somebody does for the institution: one or several. */
export function OfficesChoice({ value, onChange, remark }: Props) {
  const { t } = useTranslation(["administration", "access"]);
  return (
    <fieldset className="offices">
      <legend>{t("offices")}</legend>
      {OFFICES.map((office) => (
        <label key={office}>
          <input
            type="checkbox"
            name="offices"
            value={office}
            checked={value.includes(office)}
            onChange={({ currentTarget: { checked } }) =>
              onChange([
                ...OFFICES.filter((one) => (one === office ? checked : value.includes(one))),
                // What the institution does not give, it does not take either.
                ...value.filter((one) => !OFFICES.includes(one)),
              ])
            }
          />
          <span>{t(`access:office_${office}`)}</span>
        </label>
      ))}
      {remark && (
        <p className="remark" role="alert">
          {remark}
        </p>
      )}
    </fieldset>
  );
}
