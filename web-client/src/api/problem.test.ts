import { describe, expect, it } from "vitest";
import { problemOf } from "./problem.ts";

describe("a problem", () => {
  it("carries the server's code, sentence and fields", () => {
    const fields = [{ field: "password", code: "too_short", message: "内容过短。" }];
    const problem = problemOf(422, { code: "invalid_fields", title: "有内容需要更正。", fields }, null);
    expect(problem).toMatchObject({
      code: "invalid_fields",
      message: "有内容需要更正。",
      status: 422,
      fields,
    });
    expect(problem.passes).toBe(false);
  });

  it("says when to try again", () => {
    expect(problemOf(429, { code: "too_many" }, "60").retryAfter).toBe(60);
    expect(problemOf(429, { code: "too_many" }, "Mon, 23 Nov").retryAfter).toBeUndefined();
  });

  it.each([undefined, "<html>", { fields: "x" }, { fields: [{ field: 1 }] }])(
    "is a fault when something else than the server answers (%j)",
    (body) => {
      expect(problemOf(502, body, null)).toMatchObject({ code: "fault", fields: [], passes: true });
    },
  );
});
