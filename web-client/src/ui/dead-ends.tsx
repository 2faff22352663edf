import { type ReactNode, useEffect } from "react";
import { useTranslation } from "react-i18next";
import { Link, useRouteError } from "react-router";
import { Button } from "./button.tsx";
import { usePageTitle } from "./page-title.ts";

/** No page has this address. */
export function MissingPage() {
  const { t } = useTranslation();
  return (
    <DeadEnd title={t("notFoundTitle")} text={t("notFoundText")}>
      <Link to="/" className="button primary">
        {t("toHome")}
      </Link>
    </DeadEnd>
  );
}

/** A page failed: our mistake, or a new version was installed while this one was open. */
export function BrokenPage() {
  const { t } = useTranslation();
  const error = useRouteError();
  // For whoever is asked to look into it.
  useEffect(() => reportError(error), [error]);
  return (
    <main id="content">
      <DeadEnd title={t("brokenTitle")} text={t("brokenText")}>
        <Button look="primary" onClick={() => window.location.reload()}>
          {t("reload")}
        </Button>
      </DeadEnd>
    </main>
  );
}

function DeadEnd({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  usePageTitle(title);
  return (
    <section className="dead-end">
      <h1>{title}</h1>
      <p>{text}</p>
      {children}
    </section>
  );
}
