/** Setting sessions of a case: for a time (MV-01), or on the spot (MV-02). */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../../api/client.ts";
import type { CaseDetail, Person } from "../cases.ts";

type NewSession = Schemas["NewSession"];

const LEADERS = ["judge", "presiding_judge", "mediator", "co_mediator"];

/** Whether somebody among them can lead a session. */
export function canBeLed(people: readonly Pick<Person, "role">[]): boolean {
  return people.some(({ role }) => LEADERS.includes(role));
}

/** The instant of a day and a time of day where the reader is, in microseconds since 1970. */
export function instantOf(day: string, time: string): number | null {
  const at = new Date(`${day}T${time}`).getTime();
  return Number.isNaN(at) ? null : at * 1000;
}

export function useSetSession({ id }: Pick<CaseDetail, "id">) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewSession) =>
      answer(api.POST("/api/v1/cases/{id}/sessions", { params: { path: { id } }, body })),
    onSuccess: () => refresh(queries, id),
  });
}

export function useCancelSession({ id }: Pick<CaseDetail, "id">) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ session, reason }: { session: string; reason: string }) =>
      answer(
        api.POST("/api/v1/sessions/{id}/cancellation", {
          params: { path: { id: session } },
          body: { reason },
        }),
      ),
    onSuccess: () => refresh(queries, id),
  });
}

async function refresh(queries: ReturnType<typeof useQueryClient>, id: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ["case", id] }),
    queries.invalidateQueries({ queryKey: ["sessions"] }),
  ]);
}
