/** Mediators of an institution, those who settle such disputes first (MC-02). */
import { queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../../api/client.ts";

export type Mediator = Schemas["MediatorCard"];

interface Wanted {
  institution: string;
  cause: string;
  /** Part of the name. */
  q: string;
}

export function mediatorsQuery(wanted: Wanted) {
  return queryOptions({
    queryKey: ["mediators", wanted],
    queryFn: () => answer(api.GET("/api/v1/mediators", { params: { query: wanted } })),
  });
}
