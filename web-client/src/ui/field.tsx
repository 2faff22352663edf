import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import "./field.css";

interface Around {
  label: string;
  hint?: string | undefined;
  /** What is wrong with it. */
  remark?: string | undefined;
}

interface Props extends Omit<ComponentProps<"input">, "id">, Around {
  name: string;
  /** Stands beside the input, for example a button. */
  beside?: ReactNode;
}

/** One line to fill in, with its label above and its hint and remark below. */
export function Field({ label, hint, remark, beside, ...input }: Props) {
  return (
    <Labelled label={label} hint={hint} remark={remark}>
      {(described) => (
        <>
          <input {...input} {...described} />
          {beside}
        </>
      )}
    </Labelled>
  );
}

interface LongProps extends Omit<ComponentProps<"textarea">, "id">, Around {
  name: string;
}

/** Several lines to fill in. */
export function LongField({ label, hint, remark, rows = 4, ...area }: LongProps) {
  return (
    <Labelled label={label} hint={hint} remark={remark}>
      {(described) => <textarea rows={rows} {...area} {...described} />}
    </Labelled>
  );
}

interface ChoiceProps extends Omit<ComponentProps<"select">, "id">, Around {
  name: string;
  options: readonly { value: string; label: string }[];
}

/** One of a list: the browser's own, which every phone and screen reader knows. */
export function ChoiceField({ label, hint, remark, options, ...select }: ChoiceProps) {
  return (
    <Labelled label={label} hint={hint} remark={remark}>
      {(described) => (
        <select {...select} {...described}>
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    </Labelled>
  );
}

interface Described {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby"?: string;
}

function Labelled({ label, hint, remark, children }: Around & { children: (own: Described) => ReactNode }) {
  const id = useId();
  const below = [hint && `${id}-hint`, remark && `${id}-remark`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-line">
        {children({
          id,
          "aria-invalid": remark !== undefined,
          ...(below && { "aria-describedby": below }),
        })}
      </div>
      {hint && (
        <p id={`${id}-hint`} className="hint">
          {hint}
        </p>
      )}
      {remark && (
        <p id={`${id}-remark`} className="remark" role="alert">
          {remark}
        </p>
      )}
    </div>
  );
}

/** A password, which its owner may look at while typing. */
export function PasswordField(props: Omit<Props, "type" | "beside">) {
  const { t } = useTranslation();
  const [isShown, setShown] = useState(false);
  return (
    <Field
      {...props}
      type={isShown ? "text" : "password"}
      maxLength={200}
      beside={
        <button
          type="button"
          className="eye"
          aria-label={t(isShown ? "hidePassword" : "showPassword")}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
        </button>
      }
    />
  );
}
