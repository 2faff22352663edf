import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client.ts";
import { usePageTitle } from "../ui/page-title.ts";
import { Nothing, Shown } from "../ui/states.tsx";
import { ApplyForm } from "./apply-form.tsx";
import "../cases/cases.css";
import "../cases/casework.css";
import "./applying.css";

/** `/apply`: a party asks an institution to mediate (MC-01). */
export default function ApplyPage() {
  const { t } = useTranslation("applying");
  usePageTitle(t("title"));
  const institutions = useQuery({
    queryKey: ["institutions"],
    queryFn: () => answer(api.GET("/api/v1/institutions")),
  });
  return (
    <div className="page applying">
      <h1>{t("title")}</h1>
      <Shown of={institutions}>
        {(found) =>
          found.length === 0 ? <Nothing>{t("noInstitution")}</Nothing> : <ApplyForm institutions={found} />
        }
      </Shown>
    </div>
  );
}
