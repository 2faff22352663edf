import { useQuery } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { useTranslation } from "react-i18next";
import { useSearchParams } from "react-router";
import { useNow } from "../ui/now.ts";
import { OneOf } from "../ui/one-of.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { Nothing, Shown } from "../ui/states.tsx";
import { type MediatorFigures, mediatorsQuery, tableAddress } from "./institution.ts";
import { isPeriod, PERIODS, spanOf } from "./periods.ts";
import "./administration.css";

/** `/statistics?period=…`: how the mediators have done (ST-01, ST-02). */
export default function StatisticsPage() {
  const { t } = useTranslation("administration");
  usePageTitle(t("statistics"));
  const [query, setQuery] = useSearchParams();
  const asked = query.get("period");
  const period = isPeriod(asked) ? asked : "year";
  const span = spanOf(period, useNow());
  const figures = useQuery(mediatorsQuery(span));
  return (
    <div className="page administration">
      <header className="administration-head">
        <h1>{t("statistics")}</h1>
        <div className="part-way">
          <a className="button plain normal" href={tableAddress(span, "xlsx")} download>
            <Download aria-hidden />
            <span>{t("workbook")}</span>
          </a>
          <a className="button quiet normal" href={tableAddress(span, "csv")} download>
            <span>{t("table")}</span>
          </a>
        </div>
      </header>
      <OneOf
        legend={t("period")}
        value={period}
        options={PERIODS.map((value) => ({ value, label: t(`period_${value}`) }))}
        onChange={(next) => setQuery({ period: next }, { replace: true })}
      />
      <Shown of={figures}>
        {(found) => (found.length === 0 ? <Nothing>{t("noMediators")}</Nothing> : <Table of={found} />)}
      </Shown>
    </div>
  );
}

function Table({ of: figures }: { of: MediatorFigures[] }) {
  const { t } = useTranslation("administration");
  const most = Math.max(1, ...figures.map((one) => one.points));
  return (
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
    <div className="sheet figures" tabIndex={0} role="region" aria-label={t("statistics")}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t("mediator")}</th>
            <th scope="col">{t("points")}</th>
            <th scope="col">{t("open")}</th>
            <th scope="col">{t("ended")}</th>
            <th scope="col">{t("settled")}</th>
            <th scope="col">{t("success")}</th>
            <th scope="col">{t("meanDays")}</th>
            <th scope="col">{t("bestCause")}</th>
          </tr>
        </thead>
        <tbody>
          {figures.map((one) => (
            <Row key={one.id} of={one} most={most} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** The bar says at a glance what the number beside it says exactly. */
function Row({ of: one, most }: { of: MediatorFigures; most: number }) {
  const { t } = useTranslation("administration");
  const { points, result_points, time_points } = one;
  return (
    <tr>
      <th scope="row">{one.name}</th>
      <td>
        <svg className="bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden>
          <rect width={(100 * result_points) / most} height="10" className="bar-result" />
          <rect
            x={(100 * result_points) / most}
            width={(100 * time_points) / most}
            height="10"
            className="bar-time"
          />
        </svg>
        <span title={t("pointsParts", { result: result_points, time: time_points })}>{points}</span>
      </td>
      <td>{one.open}</td>
      <td>{one.ended}</td>
      <td>{one.settled}</td>
      <td>{typeof one.success_percent === "number" ? `${String(one.success_percent)}%` : "–"}</td>
      <td>{one.mean_days ?? "–"}</td>
      <td>{one.best_cause ?? "–"}</td>
    </tr>
  );
}
