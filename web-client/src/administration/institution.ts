/** The people and the sessions of one's institution, for its administration. */
import {
  infiniteQueryOptions,
  keepPreviousData,
  queryOptions,
  useMutation,
  useQueryClient,
} from "@tanstack/react-query";
import type { Office } from "../access/account.ts";
import { answer, api, type Schemas } from "../api/client.ts";
import { currentLanguage } from "../i18n/i18n.ts";

export type Colleague = Schemas["AccountCard"];
export type NewColleague = Schemas["NewColleague"];
export type Notice = Schemas["Notice"];
export type LiveSession = Schemas["LiveCard"];
export type MediatorFigures = Schemas["MediatorFigures"];

/** Offices that the institution gives; lawyers are not its people. */
export const OFFICES: readonly Office[] = [
  "mediator",
  "judge",
  "clerk",
  "filing_reviewer",
  "org_admin",
  "technician",
];

/** How often the sessions under way are asked for. */
const LIVE_REFRESH_MS = 5_000;
/** How often the notices are asked for. */
const NOTICES_REFRESH_MS = 15_000;

export function colleaguesQuery(q: string) {
  return infiniteQueryOptions({
    queryKey: ["colleagues", q],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/accounts", { params: { query: { q, ...(pageParam && { cursor: pageParam }) } } }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    placeholderData: keepPreviousData,
  });
}

export const liveSessionsQuery = queryOptions({
  queryKey: ["live-sessions"],
  queryFn: () => answer(api.GET("/api/v1/live-sessions")),
  refetchInterval: LIVE_REFRESH_MS,
});

export const noticesQuery = queryOptions({
  queryKey: ["notices"],
  queryFn: () => answer(api.GET("/api/v1/notices")),
  refetchInterval: NOTICES_REFRESH_MS,
});

/** Cases that came in from `from` and before `until`, in microseconds since 1970. */
export interface Span {
  from?: number;
  until?: number;
}

export function mediatorsQuery(span: Span) {
  return queryOptions({
    queryKey: ["mediator-figures", span],
    queryFn: () => answer(api.GET("/api/v1/statistics/mediators", { params: { query: span } })),
    placeholderData: keepPreviousData,
  });
}

/** Where the same figures are as a table for a spreadsheet. */
export function tableAddress(span: Span, form: "csv" | "xlsx"): string {
  const query = new URLSearchParams(Object.entries(span).map(([name, at]) => [name, String(at)]));
  // A link is followed with the languages of the browser, not with that of the page.
  query.set("language", currentLanguage());
  return `/api/v1/statistics/mediators.${form}?${query.toString()}`;
}

export function useNewColleague() {
  return useColleagueChange((body: NewColleague) => answer(api.POST("/api/v1/accounts", { body })));
}

/** What somebody may do, and whether they still get in. */
export interface Change {
  offices: Office[];
  disabled: boolean;
}

export function useChange({ id, version }: Colleague) {
  return useColleagueChange((body: Change) =>
    answer(
      api.PUT("/api/v1/accounts/{id}", {
        params: { path: { id } },
        headers: { "If-Match": `"v${version}"` },
        body,
      }),
    ),
  );
}

function useColleagueChange<T, R>(change: (given: T) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    // After a refusal too: somebody else may have changed the colleague meanwhile.
    onSettled: () => queries.invalidateQueries({ queryKey: ["colleagues"] }),
  });
}
