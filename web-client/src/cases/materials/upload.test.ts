import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("window", { location: { origin: "http://localhost" } });
const { sendParts } = await import("./upload.ts");
const { shownAs } = await import("./materials.ts");

const file = new Blob(["证".repeat(900_000)]);

function server(received = 0) {
  const parts: [at: number, size: number][] = [];
  const send = (at: number, part: Blob) => {
    parts.push([at, part.size]);
    received = at + part.size;
    return Promise.resolve(received);
  };
  return { parts, send };
}

describe("an upload", () => {
  /** proves: MC-06 */
  it("sends every byte once, in order, and says how far it is", async () => {
    const { parts, send } = server();
    const seen: number[] = [];
    const { signal } = new AbortController();
    await sendParts(file, { from: 0, send, onProgress: (sent) => seen.push(sent), signal });
    expect(parts).toEqual([
      [0, 1_000_000],
      [1_000_000, 1_000_000],
      [2_000_000, 700_000],
    ]);
    expect(seen).toEqual([1_000_000, 2_000_000, 2_700_000]);
  });

  it("goes on from what has arrived", async () => {
    const { parts, send } = server();
    const { signal } = new AbortController();
    await sendParts(file, { from: 2_500_000, send, onProgress: () => undefined, signal });
    expect(parts).toEqual([[2_500_000, 200_000]]);
  });

  it("ends when it is given up, and when the server gets no further", async () => {
    const given = new AbortController();
    const { parts, send } = server();
    const onProgress = () => given.abort();
    await expect(sendParts(file, { from: 0, send, onProgress, signal: given.signal })).rejects.toThrow();
    expect(parts).toHaveLength(1);
    const stuck = {
      from: 0,
      send: () => Promise.resolve(0),
      onProgress,
      signal: new AbortController().signal,
    };
    await expect(sendParts(file, stuck)).rejects.toThrow();
  });
});

it("what a browser cannot show is only kept", () => {
  const material = { can_be_shown: true, media_type: "image/png" } as Parameters<typeof shownAs>[0];
  expect(shownAs(material)).toBe("image");
  expect(shownAs({ ...material, media_type: "application/pdf" })).toBe("beside");
  expect(shownAs({ ...material, can_be_shown: false })).toBeNull();
});
