import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { RecordRows } from "../../records/record-rows.tsx";
import { recordsQuery } from "../../records/records.ts";
import { Nothing, Shown } from "../../ui/states.tsx";
import type { CaseDetail } from "../cases.ts";
import { Part } from "../part.tsx";
import { Progress } from "./progress.tsx";
import { Timeline } from "./timeline.tsx";

/** How a case got where it is, and what was recorded on the way (MC-09, MC-10). */
export function ProgressView({ of: detail }: { of: CaseDetail }) {
  const { t } = useTranslation(["casework", "cases"]);
  return (
    <div className="case-columns">
      <div className="case-main">
        <Part title={t("timeline")}>
          <Timeline id={detail.id} />
        </Part>
        <Records of={detail} />
      </div>
      <div className="case-side">
        <Part title={t("cases:progress")}>
          <Progress kind={detail.kind} state={detail.state} />
        </Part>
      </div>
    </div>
  );
}

function Records({ of: { id } }: { of: CaseDetail }) {
  const { t } = useTranslation("records");
  const records = useInfiniteQuery(recordsQuery({ case: id }));
  return (
    <Part title={t("title")}>
      <Shown of={records}>
        {({ pages: [first] }) =>
          first?.items.length ? <RecordRows records={first.items} /> : <Nothing>{t("noneInCase")}</Nothing>
        }
      </Shown>
    </Part>
  );
}
