/** The shop: what is sold, to whom, and what was paid. */
import { type Page, page, type Pages } from "~/ui/pages";

export const PAGES: Pages = [
  ["/orders", page(async () => (await import("./orders")).Orders as Page)],
  ["/orders/:code", page(async () => (await import("./order")).OrderPage as unknown as Page)],
  ["/dates", page(async () => (await import("./dates")).Dates as Page)],
  ["/items", page(async () => (await import("./items")).Items as Page)],
  ["/items/:id", page(async () => (await import("./item")).ItemPage as unknown as Page)],
  ["/categories", page(async () => (await import("./categories")).Categories as Page)],
  ["/taxes", page(async () => (await import("./taxes")).Taxes as Page)],
  ["/quotas", page(async () => (await import("./quotas")).Quotas as Page)],
  ["/vouchers", page(async () => (await import("./vouchers")).Vouchers as Page)],
  ["/waiting-list", page(async () => (await import("./waiting")).WaitingList as Page)],
  ["/carts", page(async () => (await import("./carts")).Carts as Page)],
  ["/form", page(async () => (await import("./questions")).Questions as Page)],
];
