/** Texts in the reader's language. zh-CN is the default and decides which texts there are. */
import i18next from "i18next";
import { initReactI18next } from "react-i18next";
import type zhCN from "./zh-CN.ts";

/** The languages we speak. */
export const LANGUAGES = ["zh-CN", "en"] as const;
export type Language = (typeof LANGUAGES)[number];

export type Texts = typeof zhCN;
export type Namespace = keyof Texts;

/** What every page needs; the others come with the pages that use them. */
const ALWAYS: Namespace[] = ["common", "access", "problems"];

const FILES = import.meta.glob<{ default: Record<string, string> }>("./{zh-CN,en}/*.ts");

/** Namespaces that are in use, in whatever language. */
const inUse = new Set<Namespace>(ALWAYS);

declare module "i18next" {
  interface CustomTypeOptions {
    defaultNS: "common";
    keySeparator: false;
    returnNull: false;
    resources: Texts;
  }
}

const REMEMBERED = "concord.language";

let started: Promise<void> | undefined;

/** Resolves when texts can be shown; the first call fetches them. */
export function startTexts(): Promise<void> {
  started ??= start();
  return started;
}

async function start(): Promise<void> {
  await i18next.use(initReactI18next).init({
    resources: {},
    defaultNS: "common",
    keySeparator: false,
    fallbackLng: false,
    returnNull: false,
    interpolation: { escapeValue: false },
  });
  await speak(chosenLanguage() ?? preferred(navigator.languages));
}

/** Fetches the texts of these namespaces, unless they are here already. */
export async function loadTexts(namespaces: readonly Namespace[]): Promise<void> {
  for (const namespace of namespaces) inUse.add(namespace);
  // The router opens the first page while the texts are still on their way.
  await startTexts();
  await change;
  await Promise.all(namespaces.map((namespace) => loadText(currentLanguage(), namespace)));
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

/** The last change of language. The next waits for it, and so do texts that are asked for meanwhile. */
let change: Promise<void> = Promise.resolve();

function speak(language: Language): Promise<void> {
  const done = change.then(() => speakNow(language));
  change = done.catch(() => undefined);
  return done;
}

async function speakNow(language: Language): Promise<void> {
  await Promise.all([...inUse].map((namespace) => loadText(language, namespace)));
  await i18next.changeLanguage(language);
  document.documentElement.lang = language;
}

async function loadText(language: Language, namespace: Namespace): Promise<void> {
  if (i18next.hasResourceBundle(language, namespace)) return;
  const load = FILES[`./${language}/${namespace}.ts`];
  if (!load) throw new Error(`no texts: ${language}/${namespace}`);
  i18next.addResourceBundle(language, namespace, (await load()).default);
}

function chosenLanguage(): Language | null {
  const remembered = localStorage.getItem(REMEMBERED);
  return remembered !== null && isLanguage(remembered) ? remembered : null;
}

function isLanguage(tag: string): tag is Language {
  return (LANGUAGES as readonly string[]).includes(tag);
}
