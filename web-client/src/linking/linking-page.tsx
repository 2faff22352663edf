import { useState } from "react";
import { useTranslation } from "react-i18next";
import { usePageTitle } from "../ui/page-title.ts";
import { AssociationChoice } from "./association-choice.tsx";
import { CodeForm } from "./code-form.tsx";
import "./linking.css";
import type { Found } from "./linking.ts";

/** `/link`: the way into a case for whoever was given an association code (ID-20). */
export default function LinkingPage() {
  const { t } = useTranslation("linking");
  usePageTitle(t("title"));
  const [found, setFound] = useState<Found>();
  return (
    <div className="page linking">
      <h1>{t("title")}</h1>
      {found ? (
        <AssociationChoice of={found} onBack={() => setFound(undefined)} />
      ) : (
        <CodeForm onFound={setFound} />
      )}
    </div>
  );
}
