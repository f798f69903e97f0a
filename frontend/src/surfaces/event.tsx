/** The pages of one event. Each is loaded when somebody opens it. */
import type { ComponentType } from "preact";
import { match } from "~/core/match";
import { lazy } from "~/ui/lazy";
import { Missing } from "~/ui/states";

type Page = ComponentType<Record<string, string>>;
const page = (load: () => Promise<Page>): Page => lazy<Record<string, string>>(load);

const Item = page(async () => (await import("./shop/item")).ItemPage as unknown as Page);
const PAGES: [string, Page][] = [
  ["/dashboard", page(async () => (await import("./register/dashboard")).Dashboard as Page)],
  ["/orders", page(async () => (await import("./shop/orders")).Orders as Page)],
  ["/orders/:code", page(async () => (await import("./shop/order")).OrderPage as unknown as Page)],
  ["/registrations", page(async () => (await import("./register/registrations")).Registrations as Page)],
  ["/settings", page(async () => (await import("./tenant/settings")).Settings as Page)],
  ["/dates", page(async () => (await import("./shop/dates")).Dates as Page)],
  ["/items", page(async () => (await import("./shop/items")).Items as Page)],
  ["/items/:id", Item],
  ["/categories", page(async () => (await import("./shop/categories")).Categories as Page)],
  ["/taxes", page(async () => (await import("./shop/taxes")).Taxes as Page)],
  ["/quotas", page(async () => (await import("./shop/quotas")).Quotas as Page)],
  ["/vouchers", page(async () => (await import("./shop/vouchers")).Vouchers as Page)],
  ["/waiting-list", page(async () => (await import("./shop/waiting")).WaitingList as Page)],
  ["/carts", page(async () => (await import("./shop/carts")).Carts as Page)],
  ["/form", page(async () => (await import("./shop/questions")).Questions as Page)],
  ["/lists", page(async () => (await import("./register/lists")).Lists as Page)],
  ["/properties", page(async () => (await import("./tenant/properties")).Properties as Page)],
  ["/history", page(async () => (await import("./tenant/history")).History as Page)],
  ["/team", page(async () => (await import("./tenant/team")).Teams as Page)],
  ["/devices", page(async () => (await import("./tenant/devices")).Devices as Page)],
  ["/webhooks", page(async () => (await import("./tenant/webhooks")).Webhooks as Page)],
];

export function Organizer({ path }: { path: string }) {
  const wanted = `/${path || "dashboard"}`;
  for (const [pattern, Part] of PAGES) {
    const parts = match(pattern, wanted);
    if (parts) return <Part key={wanted} {...parts} />;
  }
  return <Missing />;
}
