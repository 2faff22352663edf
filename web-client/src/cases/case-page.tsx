import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { useParams } from "react-router";
import { usePageTitle } from "../ui/page-title.ts";
import { Shown } from "../ui/states.tsx";
import { Applications } from "../applications/applications-view.tsx";
import { Board } from "./board/board.tsx";
import { CaseHead } from "./case-head.tsx";
import { CaseParts, partsOf } from "./case-parts.tsx";
import { type CaseDetail, caseQuery } from "./cases.ts";
import { Materials } from "./materials/materials-view.tsx";
import { Overview } from "./overview.tsx";
import { People } from "./people/people.tsx";
import { ProgressView } from "./progress/progress-view.tsx";
import "../home/home.css";
import "./cases.css";
import "./casework.css";

/** `/cases/:id` and `/cases/:id/:part` */
export default function CasePage() {
  const { t } = useTranslation("cases");
  const { id = "" } = useParams();
  const found = useQuery(caseQuery(id));
  return (
    <div className="page case">
      <Shown of={found} heading={t("case")}>
        {(detail) => <Case detail={detail} />}
      </Shown>
    </div>
  );
}

function Case({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation("casework");
  const { part: asked } = useParams();
  const part = partsOf(detail).find((one) => one === asked) ?? "overview";
  usePageTitle(part === "overview" ? detail.title : `${t(`part_${part}`)} · ${detail.title}`);
  return (
    <>
      <CaseHead of={detail} />
      <CaseParts of={detail} />
      {part === "overview" && <Overview of={detail} />}
      {part === "materials" && <Materials of={detail} />}
      {part === "messages" && <Board of={detail} />}
      {part === "people" && <People of={detail} />}
      {part === "applications" && <Applications of={detail} />}
      {part === "progress" && <ProgressView of={detail} />}
    </>
  );
}
