/** Adding, inviting and removing the people of a case. */
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../../api/client.ts";
import type { CaseKind, Person } from "../cases.ts";

export type NewPerson = Schemas["NewPerson"];
export type Role = Person["role"];
export type Entity = Person["entity"];

export const ENTITIES: readonly Entity[] = ["natural_person", "legal_person", "unincorporated"];

/** Roles of people who come from outside, by kind of case. Officials come with their accounts. */
export const ROLES: Record<CaseKind, readonly Role[]> = {
  mediation: ["party", "agent", "co_mediator", "interpreter", "supporter", "expert", "witness"],
  litigation: ["party", "agent", "witness", "expert", "interpreter", "supporter", "observer"],
};

/** Parties and those who speak for one stand on a side; nobody else does. */
export function hasSide(role: string): boolean {
  return role === "party" || role === "agent";
}

/** Who speaks for or accompanies somebody. */
export function isLinked(role: string): boolean {
  return ["agent", "interpreter", "supporter"].includes(role);
}

function useCaseChange<T, R>(id: string, change: (given: T) => Promise<R>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: change,
    onSuccess: () => queries.invalidateQueries({ queryKey: ["case", id] }),
  });
}

export function useAddPerson(id: string) {
  return useCaseChange(id, (body: NewPerson) =>
    answer(api.POST("/api/v1/cases/{id}/people", { params: { path: { id } }, body })),
  );
}

export function useRemovePerson(id: string) {
  return useCaseChange(id, (person: string) =>
    answer(api.DELETE("/api/v1/cases/{id}/people/{person}", { params: { path: { id, person } } })),
  );
}

export function useMakeAssociation(id: string) {
  return useMutation({
    mutationFn: (person: string) =>
      answer(
        api.POST("/api/v1/cases/{id}/people/{person}/association-code", { params: { path: { id, person } } }),
      ),
  });
}

export function useInvite(id: string) {
  return useCaseChange(id, (person: string) =>
    answer(api.POST("/api/v1/cases/{id}/people/{person}/invitation", { params: { path: { id, person } } })),
  );
}
