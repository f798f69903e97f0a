/** Words: the page's own (t), and the texts that people wrote in several languages (localize). */
import { signal } from "@preact/signals";
import type { Text } from "~/core/types";

/** The language of the page's own words, numbers and dates. */
export const language = signal("en");

/** The languages a person reads, the best first: for texts that exist in several. */
const reads = (): readonly string[] => globalThis.navigator?.languages ?? [];

/** The page's own words; `{name}` is filled from `values`. Every word that a person sees comes through here. */
export const t = (words: string, values: Record<string, string | number> = {}): string =>
  words.replaceAll(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));

/** One or many: both spelled out, `{n}` is the number. */
export const plural = (n: number, one: string, many: string): string => t(n === 1 ? one : many, { n });

/** The best string for the reader: their languages, the page's, or whichever there is. */
export function localize(text: Text | string | null | undefined): string {
  if (!text) return "";
  if (typeof text === "string") return text;
  const preferred = [...reads().flatMap((tag) => [tag, tag.split("-")[0] ?? tag]), language.value];
  for (const code of preferred) if (text[code]) return text[code];
  return Object.values(text).find(Boolean) ?? "";
}
