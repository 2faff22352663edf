/** Device tests before a session, kept with its case (HE-02). */
import { queryOptions, useMutation, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../api/client.ts";

export type DeviceTest = Schemas["DeviceTest"];
export type TestOnFile = Schemas["DeviceTestCard"];

/** Loudness that only a voice close to the microphone reaches. */
export const HEARD = 0.35;
/** Longer and people talk into each other's words (ITU-T G.114, one way 150 ms). */
export const SLOW_MS = 300;
const MEASURED = 5;
/** A test counts for three days (HE-02), in milliseconds. */
const COUNTS_MS = 3 * 24 * 60 * 60 * 1000;

/** Whether a test now would no longer count when the session begins, in microseconds. */
export function isEarly(scheduledAt: number, nowMs: number): boolean {
  return scheduledAt / 1000 - nowMs > COUNTS_MS;
}

export function sessionQuery(id: string) {
  return queryOptions({
    queryKey: ["session", id],
    queryFn: () => answer(api.GET("/api/v1/sessions/{id}", { params: { path: { id } } })),
  });
}

/** Those on file, the caller's own among them. */
export function testsQuery(id: string) {
  return queryOptions({
    queryKey: ["session", id, "device-tests"],
    queryFn: () => answer(api.GET("/api/v1/sessions/{id}/device-tests", { params: { path: { id } } })),
  });
}

export function useReport(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: DeviceTest) =>
      answer(api.POST("/api/v1/sessions/{id}/device-tests", { params: { path: { id } }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["session", id, "device-tests"] }),
  });
}

/** The middle one of a few ways to the server and back, in whole milliseconds. */
export async function roundTrip(ping: () => Promise<unknown>, now: () => number): Promise<number> {
  const times: number[] = [];
  for (let count = 0; count < MEASURED; count++) {
    const sent = now();
    await ping();
    times.push(now() - sent);
  }
  return Math.round(times.sort((one, other) => one - other)[Math.floor(MEASURED / 2)] ?? 0);
}
