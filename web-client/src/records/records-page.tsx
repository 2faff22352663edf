import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "../ui/button.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { Nothing, Shown } from "../ui/states.tsx";
import { RecordRows } from "./record-rows.tsx";
import { recordsQuery } from "./records.ts";

/** `/records` */
export default function RecordsPage() {
  const { t } = useTranslation(["records", "common"]);
  usePageTitle(t("title"));
  const records = useInfiniteQuery(recordsQuery());
  return (
    <div className="page records">
      <h1>{t("title")}</h1>
      <Shown of={records}>
        {({ pages }) => {
          const found = pages.flatMap((page) => page.items);
          return found.length === 0 ? <Nothing>{t("none")}</Nothing> : <RecordRows records={found} />;
        }}
      </Shown>
      {records.hasNextPage && (
        <Button busy={records.isFetchingNextPage} onClick={() => void records.fetchNextPage()}>
          {t("common:more")}
        </Button>
      )}
    </div>
  );
}
