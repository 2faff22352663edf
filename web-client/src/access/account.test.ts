import { describe, expect, it, vi } from "vitest";

vi.stubGlobal("window", { location: { origin: "http://localhost" } });
const { pageAfterSignIn } = await import("./account.ts");

describe("the page after signing in", () => {
  it("is the one that was asked for", () => {
    expect(pageAfterSignIn("/cases/7?tab=people")).toBe("/cases/7?tab=people");
  });

  it.each([null, "", "https://evil.example", "//evil.example", "/\\evil.example", "/sign-in?next=/"])(
    "is never another site or the sign-in page (%j)",
    (asked) => expect(pageAfterSignIn(asked)).toBe("/"),
  );
});
