import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { CaseDetail, CaseKind, Person } from "./cases.ts";

/** Who takes part in a case, and as what. */
export function People({ of: { people, kind, me } }: { of: CaseDetail }) {
  const { t } = useTranslation("cases");
  const nameOf = (id: string) => people.find((person) => person.id === id)?.name;
  return (
    <ul className="people sheet">
      {people.map((person) => (
        <li key={person.id}>
          <p>
            <strong>{person.name}</strong>
            {person.id === me && <span className="tag">{t("you")}</span>}
          </p>
          <p className="hint">{roleOf(person, kind, t)}</p>
          {person.linked_to && <p className="hint">{t("speaksFor", { name: nameOf(person.linked_to) })}</p>}
          {person.special_authority && <p className="hint">{t("specialAuthority")}</p>}
          {!person.has_account && <p className="hint">{t("notJoined")}</p>}
          {person.mobile && <p className="hint">{person.mobile}</p>}
          {person.email && <p className="hint">{person.email}</p>}
        </li>
      ))}
    </ul>
  );
}

/** As a court would write it: 原告, 被申请人代理人, 审判员. */
function roleOf({ role, side }: Person, kind: CaseKind, t: TFunction<"cases">): string {
  if (!side) return t(`role_${role}`);
  const sideName = side === "third_party" ? t("side_third_party") : t(`side_${side}_${kind}`);
  if (role === "party") return sideName;
  return role === "agent" ? t("agentOf", { side: sideName }) : t(`role_${role}`);
}
