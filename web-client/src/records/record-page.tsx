import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { answer, api } from "../api/client.ts";
import { asProblem } from "../api/problem.ts";
import { clock, size } from "../ui/amounts.ts";
import { Button } from "../ui/button.tsx";
import { Moment } from "../ui/moment.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { Shown } from "../ui/states.tsx";
import { AccessChoice } from "./access-choice.tsx";
import { Files } from "./files.tsx";
import { Making } from "./making.tsx";
import { Player } from "./player.tsx";
import { type RecordDetail, recordQuery } from "./records.ts";
import "./records.css";

/** `/records/:id`: watch it, take it, check it. */
export default function RecordPage() {
  const { t } = useTranslation("records");
  const { id = "" } = useParams();
  const record = useQuery(recordQuery(id));
  return (
    <div className="page record">
      <Shown of={record} heading={t("record")}>
        {({ detail, version }) => (
          <>
            <Head detail={detail} />
            {detail.state === "ready" ? (
              <Player key={detail.id} files={detail.files} />
            ) : (
              <NotReady detail={detail} />
            )}
            {detail.may_manage && <AccessChoice detail={detail} version={version} />}
            {detail.state === "ready" && <Files detail={detail} />}
          </>
        )}
      </Shown>
    </div>
  );
}

function Head({ detail }: { detail: RecordDetail }) {
  const { t } = useTranslation(["records", "cases"]);
  usePageTitle(detail.title);
  return (
    <header className="record-head">
      <Link to="/records">{t("title")}</Link>
      <h1>{detail.title}</h1>
      <dl className="facts">
        <div>
          <dt>{t("cases:caseNo")}</dt>
          <dd>
            <Link to={`/cases/${detail.case}`}>{detail.case_no}</Link>
          </dd>
        </div>
        <div>
          <dt>{t("startedAt")}</dt>
          <dd>
            <Moment at={detail.started_at} as="dateTime" />
          </dd>
        </div>
        <div>
          <dt>{t("duration")}</dt>
          <dd>{clock(detail.duration_us / 1_000_000)}</dd>
        </div>
        <div>
          <dt>{t("size")}</dt>
          <dd>{size(detail.bytes)}</dd>
        </div>
      </dl>
    </header>
  );
}

function NotReady({ detail }: { detail: RecordDetail }) {
  const { t } = useTranslation("records");
  const queries = useQueryClient();
  const again = useMutation({
    mutationFn: () =>
      answer(api.POST("/api/v1/recordings/{id}/make-again", { params: { path: { id: detail.id } } })),
    onSuccess: () => queries.invalidateQueries(recordQuery(detail.id)),
  });
  if (detail.state !== "failed") {
    return (
      <div className="sheet padded not-ready">
        <Making of={detail} />
        <p className="hint">{t("notYet")}</p>
      </div>
    );
  }
  return (
    <div className="sheet padded not-ready">
      <p>{t("failedText")}</p>
      {detail.problem && <p className="hint">{detail.problem}</p>}
      {again.error && <ProblemNotice problem={asProblem(again.error)} />}
      {again.isSuccess && <p role="status">{t("madeAgain")}</p>}
      {detail.may_download && (
        <Button look="primary" busy={again.isPending} onClick={() => again.mutate()}>
          {t("makeAgain")}
        </Button>
      )}
    </div>
  );
}
