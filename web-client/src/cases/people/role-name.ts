/** What people are called in a case, as a court would write it: 原告, 被申请人代理人, 审判员. */
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import type { CaseKind, Person, Side } from "../cases.ts";

export function sideName(side: Side, kind: CaseKind, t: TFunction<"cases">): string {
  return side === "third_party" ? t("side_third_party") : t(`side_${side}_${kind}`);
}

export function useSideName(kind: CaseKind): (side: Side) => string {
  const { t } = useTranslation("cases");
  return (side) => sideName(side, kind, t);
}

export function roleName(
  { role, side }: Pick<Person, "role" | "side">,
  kind: CaseKind,
  t: TFunction<"cases">,
) {
  if (!side) return t(`role_${role}`);
  if (role === "party") return sideName(side, kind, t);
  return role === "agent" ? t("agentOf", { side: sideName(side, kind, t) }) : t(`role_${role}`);
}
