/** Words: the page's own (t), and the texts that people wrote in several languages (localize). */
import { signal } from "@preact/signals";
import type { Text } from "~/core/types";

type Catalogue = Record<string, string>;

const CATALOGUES: Record<string, () => Promise<{ default: Catalogue }>> = {
  de: () => import("~/core/locales/de"),
};

export const language = signal("en");
const catalogue = signal<Catalogue>({});

/** Speaks the person's language where we have it, English otherwise. */
export async function chooseLanguage(wanted: readonly string[]): Promise<void> {
  for (const tag of wanted) {
    const base = tag.split("-")[0] ?? "";
    if (base === "en") break;
    const load = CATALOGUES[base];
    if (!load) continue;
    catalogue.value = (await load()).default;
    language.value = base;
    break;
  }
  document.documentElement.lang = language.value;
}

/** The words in the reader's language; `{name}` is filled from `values`. English is the key. */
export function t(words: string, values: Record<string, string | number> = {}): string {
  const text = catalogue.value[words] ?? words;
  return text.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

/** One or many: both spelled out, `{n}` is the number. */
export const plural = (n: number, one: string, many: string): string => t(n === 1 ? one : many, { n });

/** The best string for the reader: their language, its base, English, or whichever there is. */
export function localize(text: Text | string | null | undefined): string {
  if (!text) return "";
  if (typeof text === "string") return text;
  const preferred = [language.value, `${language.value}-informal`, "en"];
  for (const code of preferred) if (text[code]) return text[code];
  return Object.values(text).find(Boolean) ?? "";
}
