/** The event and its organizer: settings, people, programs. */
import { type Page, page, type Pages } from "~/ui/pages";

export const PAGES: Pages = [
  ["/settings", page(async () => (await import("./settings")).Settings as Page)],
  ["/properties", page(async () => (await import("./properties")).Properties as Page)],
  ["/history", page(async () => (await import("./history")).History as Page)],
  ["/team", page(async () => (await import("./team")).Teams as Page)],
  ["/devices", page(async () => (await import("./devices")).Devices as Page)],
  ["/webhooks", page(async () => (await import("./webhooks")).Webhooks as Page)],
];
