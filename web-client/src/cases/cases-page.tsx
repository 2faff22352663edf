import { useInfiniteQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useSearchParams } from "react-router";
import { useMe } from "../access/account.ts";
import { Button } from "../ui/button.tsx";
import { Moment } from "../ui/moment.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { Nothing, Shown } from "../ui/states.tsx";
import { type CaseCard, casesQuery, filterOf } from "./cases.ts";
import { CaseSearch } from "./case-search.tsx";
import { StateTag } from "./state-tag.tsx";
import "./cases.css";
import "./casework.css";

/** `/cases?q=…&kind=…&state=…` */
export default function CasesPage() {
  const { t } = useTranslation(["cases", "applying", "common"]);
  const me = useMe();
  usePageTitle(t("title"));
  const [query, setQuery] = useSearchParams();
  const filter = filterOf(query);
  const cases = useInfiniteQuery(casesQuery(filter));
  const isNarrowed = filter.q !== "" || filter.kind !== undefined || filter.state !== undefined;
  return (
    <div className="page cases">
      <div className="part-head">
        <h1>{t("title")}</h1>
        {!me.institution && (
          <div className="part-way">
            <Link to="/link" className="button quiet">
              {t("haveCode")}
            </Link>
            <Link to="/apply" className="button primary">
              {t("applying:apply")}
            </Link>
          </div>
        )}
      </div>
      <CaseSearch filter={filter} onChange={(next) => setQuery({ ...next }, { replace: true })} />
      <Shown of={cases}>
        {({ pages }) => {
          const found = pages.flatMap((page) => page.items);
          if (found.length === 0) return <Nothing>{t(isNarrowed ? "noneFound" : "noneYet")}</Nothing>;
          return (
            <>
              <p className="hint" role="status">
                {t("found", { count: found.length })}
              </p>
              <CaseRows cases={found} />
            </>
          );
        }}
      </Shown>
      {cases.hasNextPage && (
        <Button busy={cases.isFetchingNextPage} onClick={() => void cases.fetchNextPage()}>
          {t("common:more")}
        </Button>
      )}
    </div>
  );
}

function CaseRows({ cases }: { cases: CaseCard[] }) {
  const { t } = useTranslation("cases");
  return (
    <ul className="case-rows sheet">
      {cases.map((one) => (
        <li key={one.id}>
          <div>
            <Link to={`/cases/${one.id}`} className="case-title">
              {one.title}
            </Link>
            <p className="hint">{[one.case_no, one.cause].join(" · ")}</p>
          </div>
          <StateTag state={one.state} />
          <p className="hint case-changed">
            {t("changedAt")} <Moment at={one.changed_at} as="date" />
          </p>
        </li>
      ))}
    </ul>
  );
}
