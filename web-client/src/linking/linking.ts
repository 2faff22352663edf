/** Ways into a case: an association code, and cases that name the number of one's account. */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../api/client.ts";

export type Association = Schemas["Association"];
export type AssociateAs = Schemas["AssociateAs"];
export type NamedPlace = Schemas["NamedPlace"];

/** A code that is good, and what it is for. */
export interface Found {
  code: string;
  association: Association;
}

export async function lookAt(code: string): Promise<Found> {
  return { code, association: await answer(api.POST("/api/v1/associations/look", { body: { code } })) };
}

export function useAssociate(code: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (as: AssociateAs) => answer(api.POST("/api/v1/associations", { body: { code, as } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["cases"] }),
  });
}

export const placesQuery = queryOptions({
  queryKey: ["places"],
  queryFn: () => answer(api.GET("/api/v1/me/places")),
});

export function useTakePlaces() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (places: string[]) => answer(api.POST("/api/v1/me/places", { body: { places } })),
    onSuccess: () => queries.invalidateQueries(),
  });
}
