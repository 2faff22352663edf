import { TriangleAlert } from "lucide-react";
import { useTranslation } from "react-i18next";
import type { Problem } from "../api/problem.ts";
import type { Texts } from "../i18n/i18n.ts";

interface Props {
  problem: Problem;
  /** A sentence of this client for a code, instead of the general one. */
  say?: Partial<Record<string, keyof Texts["problems"]>>;
}

/** Says what went wrong and what to do about it. */
export function ProblemNotice({ problem, say = {} }: Props) {
  const { t } = useTranslation("problems");
  const own = say[problem.code] ?? (isKnown(problem.code) ? problem.code : undefined);
  const sentence = own ? t(own, { seconds: problem.retryAfter ?? 60 }) : problem.message || t("fault");
  return (
    <div role="alert" className="notice problem">
      <TriangleAlert aria-hidden />
      <div>
        <p>{sentence}</p>
        {problem.reference && <p className="hint">{t("reference", { reference: problem.reference })}</p>}
      </div>
    </div>
  );
}

const KNOWN = ["unreachable", "fault", "wrong_credentials", "wrong_code", "too_many", "locked"] as const;

function isKnown(code: string): code is (typeof KNOWN)[number] {
  return (KNOWN as readonly string[]).includes(code);
}
