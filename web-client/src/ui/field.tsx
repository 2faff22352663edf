import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, type ReactNode, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import "./field.css";

interface Props extends Omit<ComponentProps<"input">, "id"> {
  name: string;
  label: string;
  hint?: string;
  /** What is wrong with it. */
  remark?: string | undefined;
  /** Stands beside the input, for example a button. */
  beside?: ReactNode;
}

/** One line to fill in, with its label above and its hint and remark below. */
export function Field({ name, label, hint, remark, beside, ...input }: Props) {
  const id = useId();
  const below = [hint && `${id}-hint`, remark && `${id}-remark`].filter(Boolean).join(" ");
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-line">
        <input
          {...input}
          id={id}
          name={name}
          aria-invalid={remark !== undefined}
          {...(below && { "aria-describedby": below })}
        />
        {beside}
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
