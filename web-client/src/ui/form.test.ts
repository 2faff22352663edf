import { expect, it } from "vitest";
import { Problem } from "../api/problem.ts";
import { remarksOf } from "./form.ts";

it("the server's remarks stand beside the fields that the form has, and nowhere else", () => {
  const problem = new Problem("invalid_fields", "", 422, [
    { field: "password", code: "too_short", message: "内容过短。" },
    { field: "token", code: "malformed", message: "格式不正确。" },
  ]);
  expect(remarksOf(problem, ["password", "repeat"])).toEqual({ password: "内容过短。" });
});
