/** Uploads under way on this page. They go on while other parts of the case are looked at. */
import { type QueryClient, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { answer, api } from "../../api/client.ts";
import { asProblem, type Problem } from "../../api/problem.ts";
import { announce, type NewMaterial, sendPart, sendParts } from "./upload.ts";

export interface Upload {
  /** Of the material. */
  id: string;
  caseId: string;
  name: string;
  file: File;
  sent: number;
  /** Why it does not go on. */
  problem: Problem | null;
}

let uploads: readonly Upload[] = [];
const stops = new Map<string, AbortController>();
const listeners = new Set<() => void>();

/** Those of one case. */
export function useUploads(caseId: string): Upload[] {
  const all = useSyncExternalStore(subscribe, () => uploads);
  return all.filter((upload) => upload.caseId === caseId);
}

export function useUploading(caseId: string) {
  const queries = useQueryClient();
  return {
    /** Resolves when the server takes the file; its parts follow by themselves. */
    begin: async (file: File, about: NewMaterial) => {
      const id = await announce(caseId, file, about);
      void go(queries, { id, caseId, name: about.name, file, sent: 0, problem: null });
    },
    goOn: (upload: Upload) => void go(queries, { ...upload, problem: null }),
    giveUp: async ({ id }: Pick<Upload, "id">) => {
      stops.get(id)?.abort();
      drop(id);
      await answer(api.DELETE("/api/v1/materials/{id}", { params: { path: { id } } }));
      await queries.invalidateQueries({ queryKey: ["case", caseId, "materials"] });
    },
  };
}

async function go(queries: QueryClient, upload: Upload): Promise<void> {
  const { id, caseId, file } = upload;
  const stop = new AbortController();
  stops.set(id, stop);
  put(upload);
  try {
    await sendParts(file, {
      from: upload.sent,
      send: (at, part) => sendPart(id, at, part, stop.signal),
      onProgress: (sent) => put({ ...upload, sent }),
      signal: stop.signal,
    });
    await queries.invalidateQueries({ queryKey: ["case", caseId] });
    drop(id);
  } catch (thrown) {
    if (stop.signal.aborted) return;
    const sent = uploads.find((one) => one.id === id)?.sent ?? upload.sent;
    put({ ...upload, sent, problem: asProblem(thrown) });
  } finally {
    stops.delete(id);
  }
}

function put(upload: Upload): void {
  const others = uploads.filter(({ id }) => id !== upload.id);
  tell([...others, upload]);
}

function drop(id: string): void {
  tell(uploads.filter((upload) => upload.id !== id));
}

function tell(now: readonly Upload[]): void {
  uploads = now;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
