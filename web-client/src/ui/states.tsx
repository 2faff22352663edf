/** What stands where the content will be, or would have been. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/problem.ts";
import { Button } from "./button.tsx";
import { ProblemNotice } from "./problem-notice.tsx";

/** Something is on its way. */
export function Opening() {
  const { t } = useTranslation();
  return (
    <div className="state" role="status">
      <span className="spinner" aria-hidden />
      <span>{t("loading")}</span>
    </div>
  );
}

/** There is nothing, and that is no mistake. */
export function Nothing({ children }: { children: ReactNode }) {
  return <p className="state nothing">{children}</p>;
}

/** It could not be fetched. */
export function Failed({ thrown, onRetry }: { thrown: unknown; onRetry: () => void }) {
  const { t } = useTranslation();
  return (
    <div className="state failed">
      <ProblemNotice problem={asProblem(thrown)} />
      <Button onClick={onRetry}>{t("tryAgain")}</Button>
    </div>
  );
}

interface Fetched<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

interface ShownProps<T> {
  of: Fetched<T>;
  /** The heading of the page as long as there is nothing that could have its own. */
  heading?: string;
  children: (data: T) => ReactNode;
}

/** Shows what was fetched, or why it is not there (yet). */
export function Shown<T>({ of, heading, children }: ShownProps<T>) {
  if (of.data !== undefined) return children(of.data);
  return (
    <>
      {heading && <h1>{heading}</h1>}
      {of.error ? <Failed thrown={of.error} onRetry={() => void of.refetch()} /> : <Opening />}
    </>
  );
}
