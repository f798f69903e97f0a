/** The pages of one event: each module brings its own in `pages.ts`, so that a new module changes nothing here. */
import { match } from "~/core/match";
import type { Pages } from "~/ui/pages";
import { Missing } from "~/ui/states";

const MODULES = import.meta.glob<{ PAGES: Pages }>("./*/pages.ts", { eager: true });
const PAGES = Object.values(MODULES).flatMap((module) => module.PAGES);

export function Organizer({ path }: { path: string }) {
  const wanted = `/${path || "dashboard"}`;
  for (const [pattern, Part] of PAGES) {
    const parts = match(pattern, wanted);
    if (parts) return <Part key={wanted} {...parts} />;
  }
  return <Missing />;
}
