import { describe, expect, it } from "vitest";
import en from "./en.ts";
import { preferred } from "./i18n.ts";
import zhCN from "./zh-CN.ts";

const files = import.meta.glob("./{zh-CN,en}/*.ts");
type Namespaces = Record<string, Record<string, string>>;
const languages: Record<string, Namespaces> = { "zh-CN": zhCN, en };

describe("texts", () => {
  it.each(Object.keys(languages))("every file of %s is part of its language", (language) => {
    const written = Object.keys(files).flatMap(
      (path) => path.match(`^\\./${language}/(.*)\\.ts$`)?.[1] ?? [],
    );
    expect(Object.keys(languages[language] ?? {}).sort()).toEqual(written.sort());
  });

  it("both languages have the same texts", () => {
    expect(keys(en)).toEqual(keys(zhCN));
  });

  it("a text fills in the same names in both languages", () => {
    const differing = Object.entries<Record<string, string>>(zhCN).flatMap(([namespace, words]) =>
      Object.entries(words).filter(([key, text]) => {
        const other = (en as Namespaces)[namespace]?.[key] ?? "";
        return names(text).join() !== names(other).join();
      }),
    );
    expect(differing).toEqual([]);
  });

  it("nothing is empty", () => {
    for (const language of Object.values(languages))
      for (const words of Object.values(language)) expect(Object.values(words)).not.toContain("");
  });
});

describe("language", () => {
  it("is the reader's first that we speak", () => {
    expect(preferred(["fr-FR", "en-GB", "zh-CN"])).toBe("en");
    expect(preferred(["zh-TW", "en"])).toBe("zh-CN");
  });

  it("is Chinese for whoever reads neither", () => {
    expect(preferred(["fr"])).toBe("zh-CN");
    expect(preferred([])).toBe("zh-CN");
  });
});

function keys(texts: Namespaces): string[] {
  return Object.entries(texts)
    .flatMap(([namespace, words]) => Object.keys(words).map((key) => `${namespace}:${key}`))
    .sort();
}

function names(text: string): string[] {
  return [...text.matchAll(/{{\s*(\w+)/g)].map((match) => match[1] ?? "").sort();
}
