/** What can be pressed. Links that look like one carry the same classes (button.css). */
import type { ComponentProps, MouseEvent, ReactNode } from "react";
import "./button.css";

interface Props extends ComponentProps<"button"> {
  /** `primary` is the usual way on, at most one in view; `quiet` stays in the background. */
  look?: "primary" | "plain" | "quiet";
  size?: "small" | "normal" | "large";
  /** Ends or removes something. */
  danger?: boolean;
  /** As wide as there is room. */
  wide?: boolean;
  /** What it does is being done. It keeps the focus, but does nothing more. */
  busy?: boolean;
  icon?: ReactNode;
}

export function Button({
  look = "plain",
  size = "normal",
  danger = false,
  wide = false,
  busy = false,
  icon,
  className,
  children,
  onClick,
  ...button
}: Props) {
  const classes = ["button", look, size, danger && "danger", wide && "wide", className];
  return (
    <button
      type="button"
      {...button}
      className={classes.filter(Boolean).join(" ")}
      aria-disabled={busy || undefined}
      onClick={busy ? refuse : onClick}
    >
      {busy ? <span className="spinner" aria-hidden /> : icon}
      {children !== undefined && <span>{children}</span>}
    </button>
  );
}

function refuse(event: MouseEvent): void {
  event.preventDefault();
}
