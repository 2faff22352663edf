import { expect, it } from "vitest";
import { comeNowIn } from "./come-now.ts";

it("reads which session rings", () => {
  expect(comeNowIn('{"session":"1","title":"第一次","more":1}')).toEqual({ session: "1", title: "第一次" });
});

it.each(["", "null", "{}", '{"session":1,"title":"x"}', "<html>"])("takes %j for no ring", (data) => {
  expect(comeNowIn(data)).toBeUndefined();
});
