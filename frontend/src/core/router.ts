/** Addresses: plain <a href="/app/..."> links work; this keeps `route` equal to the address bar. */
import { computed, signal } from "@preact/signals";

export interface Place {
  path: string;
  search: string;
}

const here = (): Place => ({ path: location.pathname, search: location.search });
export const place = signal<Place>(here());
export const query = computed(() => new URLSearchParams(place.value.search));

/** Goes to an address of the app. `replace` keeps the history as it is (filters, searches). */
export function navigate(href: string, { replace = false } = {}): void {
  const url = new URL(href, location.href);
  if (replace) history.replaceState(null, "", url);
  else history.pushState(null, "", url);
  place.value = here();
  if (!replace) scrollTo(0, 0);
}

/** Changes some of the query's values, in place. Empty values go away. */
export function setQuery(changes: Record<string, string | null>): void {
  const params = new URLSearchParams(location.search);
  for (const [key, value] of Object.entries(changes)) {
    if (value) params.set(key, value);
    else params.delete(key);
  }
  const text = params.toString();
  navigate(location.pathname + (text ? `?${text}` : ""), { replace: true });
}

function followLink(event: MouseEvent): void {
  if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element).closest?.("a");
  if (!link || link.target || link.hasAttribute("download")) return;
  const url = new URL(link.href, location.href);
  if (url.origin !== location.origin || !url.pathname.startsWith("/app/")) return;
  if (url.hash && url.pathname === location.pathname) return;
  event.preventDefault();
  navigate(url.href);
}

export function startRouter(): void {
  document.addEventListener("click", followLink);
  addEventListener("popstate", () => {
    place.value = here();
  });
}
