/** What a search shows: pages at once, from the menu; things (orders, people, items …) when the server has found them. */
import { useEffect, useState } from "preact/hooks";
import { api, type ApiError, currentEvent, withQuery } from "~/core/api";
import type { Target } from "~/core/find";
import { useResource } from "~/core/resource";
import type { SearchResult } from "~/core/types";

export interface Group {
  title: string;
  targets: Target[];
}

/** Fewer letters find pages only, as on the server. */
export const SHORTEST = 2;
export const PAUSE_MS = 200;

/** Groups in the order in which the server names their kinds; pages that are known already are not repeated. Pure. */
export function grouped(pages: Target[], pagesTitle: string, results: SearchResult[]): Group[] {
  const known = new Set(pages.map((page) => page.url));
  const groups = new Map<string, Group>([["page", { title: pagesTitle, targets: [...pages] }]]);
  for (const result of results) {
    if (result.kind === "page" && known.has(result.url)) continue;
    const key = result.kind === "page" ? "page" : `${result.module}.${result.kind}`;
    const group = groups.get(key) ?? { title: result.kind_title, targets: [] };
    group.targets.push({ title: result.title, group: result.text, url: result.url });
    groups.set(key, group);
  }
  return [...groups.values()].filter((group) => group.targets.length > 0);
}

interface Things {
  results: SearchResult[];
  /** The words are being looked for: what is shown may not be all. */
  busy: boolean;
  error: ApiError | undefined;
  retry: () => void;
}

const NOTHING: SearchResult[] = [];

/** What the server finds at the current event for words that somebody types: asked when they pause, and shown only
 * while they are the words that it was asked for. */
export function useThings(typed: string): Things {
  const words = typed.trim();
  const wanted = currentEvent.value !== null && words.length >= SHORTEST;
  const [asked, setAsked] = useState("");
  useEffect(() => {
    const later = setTimeout(() => setAsked(words), PAUSE_MS);
    return () => clearTimeout(later);
  }, [words]);
  const ready = wanted && asked === words;
  const found = useResource<{ words: string; results: SearchResult[] }>(ready ? words : null, async (signal) => {
    const { results } = await api.get<{ results: SearchResult[] }>(withQuery("/app/ui/search/", { q: words }), { signal });
    return { words, results };
  });
  const answered = wanted && found.data?.words === words;
  const error = ready && !found.loading ? found.error : undefined;
  return {
    results: answered ? (found.data?.results ?? NOTHING) : NOTHING,
    busy: wanted && !answered && !error,
    error,
    retry: () => void found.reload(),
  };
}
