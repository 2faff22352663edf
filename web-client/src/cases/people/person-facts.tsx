import { useTranslation } from "react-i18next";
import type { CaseDetail, Person } from "../cases.ts";
import { roleName } from "./role-name.ts";

/** Somebody's name, role, and whom they speak for. */
export function PersonFacts({ of: { people, kind, me }, person }: { of: CaseDetail; person: Person }) {
  const { t } = useTranslation("cases");
  const principal = people.find(({ id }) => id === person.linked_to);
  return (
    <div>
      <p>
        <strong>{person.name}</strong>
        {person.id === me && <span className="tag">{t("you")}</span>}
        {!person.has_account && <span className="tag amber">{t("notJoined")}</span>}
      </p>
      <p className="hint">
        {[
          roleName(person, kind, t),
          person.entity !== "natural_person" && t(`entity_${person.entity}`),
          principal && t("speaksFor", { name: principal.name }),
          person.special_authority && t("specialAuthority"),
        ]
          .filter(Boolean)
          .join(" · ")}
      </p>
      {(person.mobile ?? person.email) && (
        <p className="hint">{[person.mobile, person.email].filter(Boolean).join(" · ")}</p>
      )}
    </div>
  );
}
