import { useTranslation } from "react-i18next";
import { Link } from "react-router";
import { clock, size } from "../ui/amounts.ts";
import { Moment } from "../ui/moment.tsx";
import { Making } from "./making.tsx";
import { isInTheMaking, type RecordCard } from "./records.ts";
import "./records.css";

/** Recordings in a list, newest first, with the progress of those in the making. */
export function RecordRows({ records }: { records: RecordCard[] }) {
  const { t } = useTranslation(["records", "home"]);
  return (
    <ul className="record-rows sheet">
      {records.map((record) => (
        <li key={record.id}>
          <div>
            <Link to={`/records/${record.id}`} className="record-title">
              {record.title}
            </Link>
            <p className="hint">{[t(`home:kind_${record.kind}`), record.case_no].join(" · ")}</p>
          </div>
          <p className="hint">
            <Moment at={record.started_at} as="dateTime" />
            {record.state !== "recording" && ` · ${clock(record.duration_us / 1_000_000)}`}
            {record.bytes > 0 && ` · ${size(record.bytes)}`}
          </p>
          {isInTheMaking(record) ? (
            <Making of={record} />
          ) : (
            <span className={`tag ${record.state === "ready" ? "green" : "red"}`}>
              {t(`state_${record.state}`)}
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}
