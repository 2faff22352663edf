import { useTranslation } from "react-i18next";
import type { CaseDetail } from "./cases.ts";
import { Part } from "./part.tsx";
import { PersonFacts } from "./people/person-facts.tsx";
import { Progress } from "./progress/progress.tsx";
import { Sessions } from "./scheduling/sessions.tsx";

/** A case at a glance: its sessions, what it is about, and who is in it. */
export function Overview({ of: detail }: { of: CaseDetail }) {
  const { t } = useTranslation("cases");
  return (
    <div className="case-columns">
      <div className="case-main">
        <Sessions of={detail} />
        {detail.disputed_issues.length > 0 && (
          <Part title={t("disputedIssues")}>
            <ol className="sheet padded issues">
              {detail.disputed_issues.map((issue) => (
                <li key={issue}>{issue}</li>
              ))}
            </ol>
          </Part>
        )}
        {detail.description && (
          <Part title={t("description")}>
            <p className="sheet padded prose">{detail.description}</p>
          </Part>
        )}
      </div>
      <div className="case-side">
        <Part title={t("progress")}>
          <Progress kind={detail.kind} state={detail.state} />
        </Part>
        <Part title={t("people")}>
          <ul className="people sheet">
            {detail.people.map((person) => (
              <li key={person.id}>
                <PersonFacts of={detail} person={person} />
              </li>
            ))}
          </ul>
        </Part>
      </div>
    </div>
  );
}
