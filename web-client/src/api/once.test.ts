import createClient from "openapi-fetch";
import { describe, expect, it } from "vitest";
import { once } from "./once.ts";
import type { paths } from "./schema.gen.ts";

/** A client whose server answers with what stands in `answers`, or not at all where it is `null`. */
function client(answers: (number | null)[]) {
  const keys: (string | null)[] = [];
  let fresh = 0;
  const api = createClient<paths>({
    baseUrl: "http://court.example",
    fetch: (request: Request) => {
      keys.push(request.headers.get("Idempotency-Key"));
      const status = answers.shift();
      if (status === undefined || status === null) return Promise.reject(new TypeError("no network"));
      return Promise.resolve(Response.json({}, { status }));
    },
  });
  api.use(once(() => `key ${String(++fresh)}`));
  const say = (text: string) =>
    api.POST("/api/v1/cases/{id}/messages", { params: { path: { id: "1" } }, body: { body: text } });
  return { api, keys, say };
}

describe("a message", () => {
  it("goes again under the same key while nobody answered", async () => {
    const { keys, say } = client([null, null, 201]);
    await expect(say("hello")).rejects.toThrow();
    await expect(say("hello")).rejects.toThrow();
    await say("hello");
    expect(keys).toEqual(["key 1", "key 1", "key 1"]);
  });

  it("that is said twice is two messages", async () => {
    const { keys, say } = client([201, 201]);
    await say("yes");
    await say("yes");
    expect(keys).toEqual(["key 1", "key 2"]);
  });

  it("with other words is another message, answered or not", async () => {
    const { keys, say } = client([null, 201]);
    await expect(say("hello")).rejects.toThrow();
    await say("hello again");
    expect(keys).toEqual(["key 1", "key 2"]);
  });
});

describe("a question", () => {
  it("has no key", async () => {
    const { api, keys } = client([200]);
    await api.GET("/api/v1/cases");
    expect(keys).toEqual([null]);
  });
});
