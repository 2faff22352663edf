/** Applications to the judge: filed by a side, decided by whoever presides (AP-02). */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../api/client.ts";
import type { Session } from "../home/sessions.ts";

export type Application = Schemas["ApplicationCard"];
export type ApplicationKind = Application["kind"];

export const KINDS: readonly ApplicationKind[] = [
  "postponement",
  "preservation",
  "investigation_order",
  "contact",
];

/** Longest reason or opinion, in characters. */
export const WORDS = 4000;

export function applicationsQuery(id: string) {
  return queryOptions({
    queryKey: ["case", id, "applications"],
    queryFn: () => answer(api.GET("/api/v1/cases/{id}/applications", { params: { path: { id } } })),
  });
}

/** Hearings that can still be postponed. */
export function hearingsToCome(sessions: readonly Session[], now: number): Session[] {
  return sessions.filter(({ phase, scheduled_at: at }) => phase === "scheduled" && at > now);
}

export function useApply(id: string) {
  return useChange(id, (body: Schemas["NewApplication"]) =>
    answer(api.POST("/api/v1/cases/{id}/applications", { params: { path: { id } }, body })),
  );
}

export function useDecide(caseId: string, id: string) {
  return useChange(caseId, (body: Schemas["Ruling"]) =>
    answer(api.POST("/api/v1/applications/{id}/decision", { params: { path: { id } }, body })),
  );
}

function useChange<T, R>(id: string, change: (given: T) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["case", id, "applications"] }),
  });
}
