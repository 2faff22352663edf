import i18next from "i18next";
import { beforeAll, expect, test, vi } from "vitest";

import { currentLanguage, loadTexts, preferAccountLanguage, startTexts } from "./i18n.ts";

beforeAll(async () => {
  vi.stubGlobal("localStorage", { getItem: () => null });
  vi.stubGlobal("navigator", { languages: ["en-GB"] });
  vi.stubGlobal("document", { documentElement: {} });
  await startTexts();
});

test("texts that are asked for while the language changes come in the new one", async () => {
  expect(currentLanguage()).toBe("en");
  const changed = preferAccountLanguage("zh-CN");
  await loadTexts(["home"]);
  expect(currentLanguage()).toBe("zh-CN");
  expect(i18next.t("home:today")).toBe("今天的安排");
  await changed;
});

test("a page that is open speaks the new language as soon as there is one", async () => {
  await loadTexts(["records"]);
  await preferAccountLanguage("en");
  expect(i18next.t("home:today")).toBe("Today");
  expect(i18next.hasResourceBundle("en", "records")).toBe(true);
});
