import { type ReactNode, useId } from "react";

interface Props {
  title: string;
  /** What can be done here, beside the heading. */
  action?: ReactNode;
  children: ReactNode;
}

/** A part of the case page under its heading. */
export function Part({ title, action, children }: Props) {
  const heading = useId();
  return (
    <section aria-labelledby={heading} className="part">
      <div className="part-head">
        <h2 id={heading}>{title}</h2>
        {action}
      </div>
      {children}
    </section>
  );
}
