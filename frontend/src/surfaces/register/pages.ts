/** Registration: the dashboard, who comes, the doors. */
import { type Page, page, type Pages } from "~/ui/pages";

export const PAGES: Pages = [
  ["/dashboard", page(async () => (await import("./dashboard")).Dashboard as Page)],
  ["/registrations", page(async () => (await import("./registrations")).Registrations as Page)],
  ["/lists", page(async () => (await import("./lists")).Lists as Page)],
];
