import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Link, useParams } from "react-router";
import { SessionCard } from "../home/session-card.tsx";
import { RecordRows } from "../records/record-rows.tsx";
import { recordsQuery } from "../records/records.ts";
import { Moment } from "../ui/moment.tsx";
import { usePageTitle } from "../ui/page-title.ts";
import { Nothing, Shown } from "../ui/states.tsx";
import { type CaseDetail, caseQuery } from "./cases.ts";
import { People } from "./people.tsx";
import { Progress } from "./progress.tsx";
import { StateTag } from "./state-tag.tsx";
import "../home/home.css";
import "./cases.css";

/** `/cases/:id` */
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
  const { t } = useTranslation("cases");
  usePageTitle(detail.title);
  return (
    <>
      <Head detail={detail} />
      <div className="case-columns">
        <div className="case-main">
          <Sessions detail={detail} />
          <Records of={detail} />
          {detail.disputed_issues.length > 0 && (
            <Part name="issues" title={t("disputedIssues")}>
              <ol className="sheet padded issues">
                {detail.disputed_issues.map((issue) => (
                  <li key={issue}>{issue}</li>
                ))}
              </ol>
            </Part>
          )}
          {detail.description && (
            <Part name="description" title={t("description")}>
              <p className="sheet padded prose">{detail.description}</p>
            </Part>
          )}
        </div>
        <div className="case-side">
          <Part name="progress" title={t("progress")}>
            <Progress kind={detail.kind} state={detail.state} />
          </Part>
          <Part name="people" title={t("people")}>
            <People of={detail} />
          </Part>
        </div>
      </div>
    </>
  );
}

function Head({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation("cases");
  return (
    <header className="case-head">
      <Link to="/cases">{t("title")}</Link>
      <h1>{detail.title}</h1>
      <dl className="facts">
        <Fact name={t("caseNo")}>{detail.case_no}</Fact>
        <Fact name={t("cause")}>{detail.cause}</Fact>
        <Fact name={t("createdAt")}>
          <Moment at={detail.created_at} as="date" />
        </Fact>
        <Fact name={t("state")}>
          <StateTag state={detail.state} />
        </Fact>
      </dl>
    </header>
  );
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Sessions({ detail }: { detail: CaseDetail }) {
  const { t } = useTranslation("cases");
  return (
    <Part name="sessions" title={t("sessions")}>
      {detail.sessions.length === 0 && <Nothing>{t("noSessions")}</Nothing>}
      <ul className="session-cards">
        {detail.sessions.map((session) => (
          <li key={session.id}>
            <SessionCard session={session} within="case" />
          </li>
        ))}
      </ul>
    </Part>
  );
}

function Records({ of: { id } }: { of: CaseDetail }) {
  const { t } = useTranslation("records");
  const records = useInfiniteQuery(recordsQuery({ case: id }));
  return (
    <Part name="records" title={t("title")}>
      <Shown of={records}>
        {({ pages: [first] }) =>
          first?.items.length ? <RecordRows records={first.items} /> : <Nothing>{t("noneInCase")}</Nothing>
        }
      </Shown>
    </Part>
  );
}

function Part({ name, title, children }: { name: string; title: string; children: React.ReactNode }) {
  return (
    <section aria-labelledby={name} className="part">
      <h2 id={name}>{title}</h2>
      {children}
    </section>
  );
}
