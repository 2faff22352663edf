/** The message board of a case: everybody's, and what is between one side and those in charge. */
import { infiniteQueryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../../api/client.ts";
import type { CaseDetail, Side } from "../cases.ts";

export type Message = Schemas["Message"];

/** Longest message, in characters. */
export const LONGEST = 4000;
/** Somebody may answer while the page is open. */
const LOOKS_EVERY_MS = 15_000;

/** Whom a message is for: everybody, the writer's own side, or a side that whoever leads names. */
export type Audience = "all" | "own" | Side;

/** Newest first. */
export function messagesQuery(id: string) {
  return infiniteQueryOptions({
    queryKey: ["case", id, "messages"],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/cases/{id}/messages", {
          params: { path: { id }, query: pageParam ? { cursor: pageParam } : {} },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: LOOKS_EVERY_MS,
  });
}

/** Whom the reader of this page can write to. */
export function audiencesOf({ people, me }: Pick<CaseDetail, "people" | "me">): Audience[] {
  const mine = people.find((person) => person.id === me)?.side;
  if (mine) return ["all", "own"];
  return ["all", ...new Set(people.flatMap(({ side }) => side ?? []))];
}

export function useWrite(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ body, audience }: { body: string; audience: Audience }) => {
      const isSide = audience !== "all" && audience !== "own";
      return answer(
        api.POST("/api/v1/cases/{id}/messages", {
          params: { path: { id } },
          body: { body, private: audience !== "all", ...(isSide && { side: audience }) },
        }),
      );
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ["case", id, "messages"] }),
  });
}
