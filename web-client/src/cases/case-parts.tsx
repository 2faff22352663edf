import { useTranslation } from "react-i18next";
import { NavLink } from "react-router";
import type { CaseDetail } from "./cases.ts";

const PARTS = ["overview", "materials", "messages", "people", "applications", "progress"] as const;
export type CasePart = (typeof PARTS)[number];

/** The parts of a case that whoever looks at it may see. */
export function partsOf({ may, kind }: Pick<CaseDetail, "may" | "kind">): CasePart[] {
  const isShown: Record<CasePart, boolean> = {
    overview: true,
    materials: may.includes("read_content"),
    messages: may.includes("write_message"),
    people: true,
    // Applications are to a judge.
    applications: kind === "litigation" && may.includes("read_content"),
    progress: true,
  };
  return PARTS.filter((part) => isShown[part]);
}

/** The ways between the parts of a case. Each has an address of its own. */
export function CaseParts({ of: detail }: { of: CaseDetail }) {
  const { t } = useTranslation("casework");
  return (
    <nav className="case-parts" aria-label={t("parts")}>
      {partsOf(detail).map((part) => (
        <NavLink key={part} to={`/cases/${detail.id}${part === "overview" ? "" : `/${part}`}`} end>
          {t(`part_${part}`)}
        </NavLink>
      ))}
    </nav>
  );
}
