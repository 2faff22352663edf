import type { ReactNode } from "react";

interface Props {
  icon: ReactNode;
  label: string;
  onPress: () => void;
  name: string;
  /** For what is on or off. */
  pressed?: boolean;
  disabled?: boolean;
  /** What deserves attention. */
  tone?: "on" | "off" | "call" | "danger";
  /** How many things wait behind it. */
  count?: number;
  /** Why it cannot be used, or what to know. */
  hint?: string;
}

/** One large button of the controls: a picture and a word. */
export function Control({
  icon,
  label,
  onPress,
  name,
  pressed,
  disabled = false,
  tone,
  count = 0,
  hint,
}: Props) {
  return (
    <button
      type="button"
      className="control"
      data-testid={`control-${name}`}
      data-tone={tone}
      aria-pressed={pressed}
      disabled={disabled}
      title={hint}
      onClick={onPress}
    >
      <span className="control-icon" aria-hidden>
        {icon}
        {count > 0 && <b className="control-count">{count > 99 ? "99+" : count}</b>}
      </span>
      <span className="control-label">{label}</span>
      {count > 0 && <span className="for-readers">({count})</span>}
    </button>
  );
}
