/** Texts in the reader's language. zh-CN is the default and decides which texts there are. */
import type { Locale } from "antd/es/locale";
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type zhCN from "./zh-CN.ts";

/** The languages we speak. */
export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export type Texts = typeof zhCN;
type Words = { [N in keyof Texts]: Record<keyof Texts[N], string> };

interface Loaded {
  words: Words;
  /** What antd itself says. */
  components: Locale;
}

const LOAD: Record<Language, () => Promise<Loaded>> = {
  "zh-CN": async () => {
    const [words, components] = await Promise.all([import("./zh-CN.ts"), import("antd/es/locale/zh_CN")]);
    return { words: words.default, components: components.default };
  },
  en: async () => {
    const [words, components] = await Promise.all([import("./en.ts"), import("antd/es/locale/en_US")]);
    return { words: words.default, components: components.default };
  },
};

let components: Locale;

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
  const loaded = await LOAD[language]();
  components = loaded.components;
  await i18next.use(initReactI18next).init({
    lng: language,
    resources: { [language]: loaded.words },
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

/** What antd says in the present language. */
export function componentTexts(): Locale {
  return components;
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
  const loaded = await LOAD[language]();
  components = loaded.components;
  for (const [name, words] of Object.entries(loaded.words)) i18next.addResourceBundle(language, name, words);
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
