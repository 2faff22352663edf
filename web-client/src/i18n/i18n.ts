/** Texts in the reader's language. zh-CN is the default and decides which texts there are. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type zhCN from "./zh-CN.ts";

/** The languages we speak. */
export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export type Texts = typeof zhCN;
type Words = { [N in keyof Texts]: Record<keyof Texts[N], string> };

const LOAD: Record<Language, () => Promise<{ default: Words }>> = {
  "zh-CN": () => import("./zh-CN.ts"),
  en: () => import("./en.ts"),
};

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    keySeparator: false;
    returnNull: false;
    resources: Texts;
  }
}

const REMEMBERED = "concord.language";

/** Call once, before anything is shown. */
export async function startTexts(): Promise<void> {
  const language = chosenLanguage() ?? preferred(navigator.languages);
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: (await LOAD[language]()).default },
    defaultNS: "common",
    keySeparator: false,
    fallbackLng: false,
    returnNull: false,
    interpolation: { escapeValue: false },
  });
  document.documentElement.lang = language;
}

/** Speaks `language` from now on and remembers it on this device. */
export async function choose(language: Language): Promise<void> {
  localStorage.setItem(REMEMBERED, language);
  await speak(language);
}

/** Speaks what the account prefers, unless this device was told otherwise. */
export async function preferAccountLanguage(language: string): Promise<void> {
  if (chosenLanguage() === null && isLanguage(language)) await speak(language);
}

export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : "zh-CN";
}

/** The first of the reader's languages that we speak. */
export function preferred(wanted: readonly string[]): Language {
  for (const tag of wanted) {
    const found = LANGUAGES.find((language) => language.slice(0, 2) === tag.slice(0, 2).toLowerCase());
    if (found) return found;
  }
  return "zh-CN";
}

async function speak(language: Language): Promise<void> {
  const texts = (await LOAD[language]()).default;
  for (const [namespace, words] of Object.entries(texts))
    i18next.addResourceBundle(language, namespace, words);
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

function chosenLanguage(): Language | null {
  const remembered = localStorage.getItem(REMEMBERED);
  return remembered !== null && isLanguage(remembered) ? remembered : null;
}

function isLanguage(tag: string): tag is Language {
  return (LANGUAGES as readonly string[]).includes(tag);
}
