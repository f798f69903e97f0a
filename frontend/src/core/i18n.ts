/** Words: the page's own (t), and the texts that people wrote in several languages (localize). */
import { computed, signal } from "@preact/signals";
import type { Text } from "~/core/types";

/** Words in a language: the English words -> the translation, or one for each plural category of the language. Words of
 * a context stand behind it and CONTEXT_END, as in the catalogues that this is written from (docs/words.md). */
type Catalogue = Record<string, string | Record<string, string>>;
type Values = Record<string, string | number>;

const ENGLISH = "en";
const CONTEXT_END = "\u0004";
const LOADERS = import.meta.glob<Catalogue>("../words/*.json", { import: "default" });
const codeOf = (path: string): string => path.slice(path.lastIndexOf("/") + 1, -".json".length);
const loaderOf = (code: string): (() => Promise<Catalogue>) | undefined => LOADERS[`../words/${code}.json`];

/** The languages that the page's own words exist in. */
export const SPOKEN: readonly string[] = [ENGLISH, ...Object.keys(LOADERS).map(codeOf)];

/** The language of the page's own words, numbers and dates. */
export const language = signal(ENGLISH);

/** How dates and numbers are written. English is written as in Britain: the day before the month, 24 hours. */
export const locale = computed(() => (language.value === ENGLISH ? "en-GB" : language.value));

let catalogue: Catalogue = {};

/** Loads the words of the language that the server drew the page in (`<html lang>`), before anything is shown. What it
 * does not speak, or cannot load, is English, and `<html lang>` then says so. */
export async function loadWords(): Promise<void> {
  const root = document.documentElement;
  const code = root.lang.split("-")[0] ?? ENGLISH;
  const found = await loaderOf(code)?.().catch(() => undefined);
  catalogue = found ?? {};
  language.value = found ? code : ENGLISH;
  root.lang = language.value;
}

const fill = (words: string, values: Values): string =>
  words.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

function translated(words: string): string {
  const found = catalogue[words];
  return typeof found === "string" ? found : words;
}

/** The page's own words; `{name}` is filled from `values`. Every word that a person sees comes through here. */
export const t = (words: string, values: Values = {}): string => fill(translated(words), values);

/** Words that mean two things: `tIn("state", "Open")` is not `tIn("button", "Open")`. */
export function tIn(context: string, words: string, values: Values = {}): string {
  const found = catalogue[`${context}${CONTEXT_END}${words}`];
  return fill(typeof found === "string" ? found : words, values);
}

/** One or many, as the page's language counts: both are spelled out in English, `{n}` is the number. */
export function plural(n: number, one: string, many: string, values: Values = {}): string {
  const forms = catalogue[one];
  const category = new Intl.PluralRules(language.value).select(n);
  const said = typeof forms === "object" ? (forms[category] ?? forms["other"]) : undefined;
  return fill(said ?? (n === 1 ? one : many), { n: new Intl.NumberFormat(locale.value).format(n), ...values });
}

/** The languages a person reads, the best first: that of the page or of the switch, then the browser's. */
function reads(): string[] {
  const chosen = globalThis.document?.documentElement.dataset["reads"] ?? language.value;
  const tags = [chosen, language.value, ...(globalThis.navigator?.languages ?? [])];
  return tags.flatMap((tag) => [tag, tag.split("-")[0] ?? tag]);
}

/** The best string for the reader: in a language they read, or whichever there is. */
export function localize(text: Text | string | null | undefined): string {
  if (!text) return "";
  if (typeof text === "string") return text;
  for (const code of reads()) if (text[code]) return text[code];
  return Object.values(text).find(Boolean) ?? "";
}
