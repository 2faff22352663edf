/** What stands where the content will be, or would have been. */
import { Button, Spin } from "antd";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { asProblem } from "../api/form-problems.ts";
import { ProblemNotice } from "./problem-notice.tsx";

/** Something is on its way. */
export function Opening() {
  const { t } = useTranslation();
  return (
    <div className="state" role="status">
      <Spin />
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

/** Shows what was fetched, or why it is not there (yet). */
export function Shown<T>({ of, children }: { of: Fetched<T>; children: (data: T) => ReactNode }) {
  if (of.data !== undefined) return children(of.data);
  if (of.error) return <Failed thrown={of.error} onRetry={() => void of.refetch()} />;
  return <Opening />;
}
