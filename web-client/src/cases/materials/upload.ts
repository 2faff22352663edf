/** Sending a file in parts. What has arrived stays there: a broken upload goes on from it. */
import { answer, api } from "../../api/client.ts";
import { Problem } from "../../api/problem.ts";
import type { Material, MaterialClass } from "./materials.ts";

/** Small enough that progress is seen on a weak network. */
const PART_BYTES = 1_000_000;

export interface NewMaterial {
  class: MaterialClass;
  name: string;
  private: boolean;
}

/** Says that a file is coming. */
export async function announce(caseId: string, file: File, about: NewMaterial): Promise<string> {
  const path = { params: { path: { id: caseId } }, body: { ...about, bytes: file.size } };
  return (await answer(api.POST("/api/v1/cases/{id}/materials", path))).id;
}

export interface Sending {
  /** Bytes that the server has already. */
  from: number;
  /** Sends what belongs at this place; resolves to the bytes that the server has then. */
  send: (at: number, part: Blob) => Promise<number>;
  onProgress: (sent: number) => void;
  signal: AbortSignal;
}

/**
 * Sends what is missing of a file, in order.
 *
 * @throws {Problem} if a part was refused or did not arrive, or the server gets no further.
 */
export async function sendParts(file: Blob, { from, send, onProgress, signal }: Sending): Promise<void> {
  let at = from;
  while (at < file.size) {
    signal.throwIfAborted();
    const received = await send(at, file.slice(at, at + PART_BYTES));
    if (received <= at) throw new Problem("fault", "", 500);
    at = received;
    onProgress(at);
  }
}

export async function sendPart(id: string, at: number, part: Blob, signal: AbortSignal): Promise<number> {
  const sent = api.PUT("/api/v1/materials/{id}/parts", {
    params: { path: { id }, query: { at } },
    body: part as unknown as string,
    bodySerializer: (body: unknown) => body as Blob,
    headers: { "Content-Type": "application/octet-stream" },
    signal,
  });
  return (await answer(sent)).received;
}

/** Whether this can be the file whose beginning the server has. */
export function isSameFile(file: File, begun: Pick<Material, "bytes">): boolean {
  return file.size === begun.bytes;
}
