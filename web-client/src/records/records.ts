/** Recordings of whoever is signed in. Times are microseconds. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../api/client.ts";

export type RecordCard = Schemas["RecordingCard"];
export type RecordDetail = Schemas["RecordingDetail"];
export type RecordFile = Schemas["FileCard"];
export type FileKind = RecordFile["kind"];

/** How often progress is asked for, in milliseconds. */
const PROGRESS_EVERY = 2000;

const IN_THE_MAKING: readonly RecordCard["state"][] = ["recording", "waiting", "finalising"];

export function isInTheMaking({ state }: RecordCard): boolean {
  return IN_THE_MAKING.includes(state);
}

/** All that may be seen, or those of one case. */
export function recordsQuery(of: { case?: string } = {}) {
  return infiniteQueryOptions({
    queryKey: ["records", of],
    queryFn: ({ pageParam }) =>
      answer(
        api.GET("/api/v1/recordings", {
          params: { query: { ...of, ...(pageParam && { cursor: pageParam }) } },
        }),
      ),
    initialPageParam: "",
    getNextPageParam: (page) => page.next ?? undefined,
    refetchInterval: ({ state }) =>
      state.data?.pages.some((page) => page.items.some(isInTheMaking)) ? PROGRESS_EVERY : false,
  });
}

export function recordQuery(id: string) {
  return queryOptions({
    queryKey: ["record", id],
    queryFn: async () => {
      const request = api.GET("/api/v1/recordings/{id}", { params: { path: { id } } });
      const detail = await answer(request);
      return { detail, version: (await request).response.headers.get("ETag") ?? "" };
    },
    refetchInterval: ({ state }) => (state.data && isInTheMaking(state.data.detail) ? PROGRESS_EVERY : false),
  });
}

/** The order in which people look for files. */
const KINDS: readonly FileKind[] = ["composite", "sound", "picture", "text", "proof", "player"];

export function byKind(files: readonly RecordFile[]): [FileKind, RecordFile[]][] {
  return KINDS.map((kind): [FileKind, RecordFile[]] => [
    kind,
    files.filter((file) => file.kind === kind),
  ]).filter(([, found]) => found.length > 0);
}

/** Where a file of the bundle is, if it is in it. */
export function hrefOf(files: readonly RecordFile[], name: string): string | undefined {
  return files.find((file) => file.name === name)?.href;
}
