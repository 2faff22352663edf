import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { answer, api } from "../api/client.ts";
import { asProblem } from "../api/problem.ts";
import { OneOf } from "../ui/one-of.tsx";
import { ProblemNotice } from "../ui/problem-notice.tsx";
import { type RecordDetail, recordQuery } from "./records.ts";

const CHOICES = ["staff", "parties_view", "parties_download"] as const;

/** Whoever leads the session decides who else has the recording. */
export function AccessChoice({ detail, version }: { detail: RecordDetail; version: string }) {
  const { t } = useTranslation("records");
  const queries = useQueryClient();
  const change = useMutation({
    mutationFn: (access: RecordDetail["access"]) =>
      answer(
        api.PUT("/api/v1/recordings/{id}/access", {
          params: { path: { id: detail.id } },
          headers: { "If-Match": version },
          body: { access },
        }),
      ),
    onSettled: () => queries.invalidateQueries(recordQuery(detail.id)),
  });
  return (
    <section className="part" aria-labelledby="access">
      <h2 id="access">{t("access")}</h2>
      <div className="access-choice">
        <OneOf
          legend={t("access")}
          options={CHOICES.map((value) => ({ value, label: t(`access_${value}`) }))}
          value={change.isPending ? change.variables : detail.access}
          onChange={(access) => change.mutate(access)}
        />
      </div>
      {change.error && <ProblemNotice problem={asProblem(change.error)} />}
      <p role="status" className="hint">
        {change.isSuccess && t("accessSaved")}
      </p>
    </section>
  );
}
