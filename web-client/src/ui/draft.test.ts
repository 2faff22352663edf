import { expect, it, vi } from "vitest";
import { forgetDrafts, read } from "./draft.ts";

it("reads back what was typed, and nothing else", () => {
  expect(read('{"body":"您好","at":3}')).toEqual({ body: "您好" });
});

it.each([null, "", "not a draft", "null", "7"])("takes %j for an empty form", (stored) => {
  expect(read(stored)).toEqual({});
});

it("forgets all drafts at a sign-out, and keeps what is no draft", () => {
  const kept = new Map([
    ["concord.draft.a", "{}"],
    ["concord.text-size", "large"],
    ["concord.draft.b", "{}"],
  ]);
  vi.stubGlobal("sessionStorage", {
    get length() {
      return kept.size;
    },
    key: (at: number) => [...kept.keys()][at] ?? null,
    removeItem: (key: string) => kept.delete(key),
  });
  forgetDrafts();
  expect([...kept.keys()]).toEqual(["concord.text-size"]);
});
