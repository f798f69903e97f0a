/** What can be done about one position of an order, and adding another. */
import { api } from "~/core/api";
import { localize, t } from "~/core/i18n";
import { useAll } from "~/core/resource";
import { navigate } from "~/core/router";
import { base, event } from "~/core/session";
import type { Item, OrderDetail, Position, SeriesDate } from "~/core/types";
import { toast } from "~/ui/toast";
import { dateWords } from "./dates";
import { askFor, type Body, type Entry, forceEntry, type OfOrder, pathOf, take } from "./order-steps";

export function PositionActions({ position, order, changed, offered }: OfOrder & { position: Position; offered: Offered }) {
  const of = { order, changed };
  const path = `positions/${position.positionid}`;
  const { products, dates } = offered;
  const was = { product: productOf(position), subevent: String(position.subevent?.id ?? "") };
  const edit = async ({ product, subevent, ...rest }: Body): Promise<void> => {
    const moved = { ...(product !== was.product ? { product } : {}), ...(subevent !== was.subevent ? { subevent } : {}) };
    changed(await api.patch<OrderDetail>(pathOf(order, path), asSent({ ...rest, ...moved })));
    toast(t("Ticket changed."));
  };
  const cancel = async (): Promise<void> => {
    changed(await api.delete<OrderDetail>(pathOf(order, path)));
    toast(t("Ticket canceled."));
  };
  return (
    <div class="eh-row">
      <Small
        label={t("Edit")}
        run={() =>
          askFor(
            t("Edit position {n}", { n: position.positionid }),
            null,
            [
              { name: "attendee_name", label: t("Name"), value: position.attendee_name ?? "" },
              { name: "attendee_email", label: t("E-mail"), type: "email", value: position.attendee_email ?? "" },
              ...(products.some(([key]) => key === was.product) ? [{ name: "product", label: t("What"), type: "select" as const, value: was.product, choices: products }] : []),
              ...(dates.length ? [{ name: "subevent", label: t("Date"), type: "select" as const, value: was.subevent, choices: dates }] : []),
              { name: "price", label: t("New price (optional)"), type: "amount" as const },
            ],
            t("Save"),
            edit,
          )
        }
      />
      <Small
        label={t("New code")}
        run={() => askFor(t("Create a new code for this ticket?"), t("The old code stops working immediately."), [], t("Create new code"), () => take(of, `${path}/new-secret`, {}, t("New ticket code created.")), { danger: true })}
      />
      {position.blocked ? (
        <Small label={t("Unblock")} run={() => void take(of, `${path}/unblock`, {}, t("Ticket unblocked."))} />
      ) : (
        <Small label={t("Block")} run={() => askFor(t("Block this ticket?"), t("It is not accepted at the door until you unblock it."), [], t("Block"), () => take(of, `${path}/block`, {}, t("Ticket blocked.")), { danger: true })} />
      )}
      <Small label={t("Cancel ticket")} run={() => askFor(t("Cancel this ticket?"), t("Its place becomes available again and the order total is reduced."), [], t("Cancel ticket"), cancel, { danger: true, back: t("Keep it") })} />
    </div>
  );
}

const Small = ({ label, run }: { label: string; run: () => void }) => (
  <button class="eh-button eh-button--secondary eh-button--small" type="button" onClick={run}>
    {label}
  </button>
);

/** What can be sold, one line for each item or variation: `12-0`, `12-7`. */
const productChoices = (items: Item[]): [string, string][] =>
  items.flatMap((item): [string, string][] =>
    item.variations.length
      ? item.variations.map((row) => [`${item.id}-${row.id}`, `${localize(item.name)}, ${localize(row.value)}`])
      : [[`${item.id}-0`, localize(item.name)]],
  );

const productOf = (position: Position): string => `${position.item.id}-${position.variation?.id ?? 0}`;

const positionWords = (position: Position): string => `${position.positionid}: ${position.attendee_name || localize(position.item.name)}`;

/** The words of the dialog as the server takes them. */
function asSent({ product, subevent, addon_to, ...rest }: Body): Body {
  const [item, variation] = typeof product === "string" ? product.split("-").map(Number) : [];
  return {
    ...rest,
    ...(item ? { item, variation: variation || null } : {}),
    ...(subevent ? { subevent: Number(subevent) } : {}),
    ...(addon_to ? { addon_to: Number(addon_to) } : {}),
  };
}

/** What can be sold, and the dates of a series, as choices. */
export interface Offered {
  products: [string, string][];
  dates: [string, string][];
  /** Whether both were read, or cannot be. */
  ready: boolean;
}

/** Read once for the whole page, by those who may change the order. */
export function useOffered(order: OrderDetail): Offered {
  const wanted = order.can.change;
  const isSeries = event.value?.has_subevents ?? false;
  const items = useAll<Item>(wanted ? "/app/shop/api/m2m/items/" : null);
  const dates = useAll<SeriesDate>(wanted && isSeries ? "/app/shop/api/m2m/dates/" : null);
  const isRead = (list: { data: unknown; error: unknown }): boolean => list.data !== undefined || list.error !== undefined;
  return {
    ready: isRead(items) && (!isSeries || isRead(dates)),
    products: productChoices(items.data ?? []),
    dates: (dates.data ?? []).map((date) => [String(date.id), dateWords(date)]),
  };
}

/** One more position: any item or variation, for any date, below another one or on its own. */
export function AddPosition({ offered, ...of }: OfOrder & { offered: Offered }) {
  const { products, dates } = offered;
  if (!products.length) return null;
  const tops = of.order.positions.filter((position) => !position.canceled && position.addon_to === null);
  const entries: Entry[] = [
    { name: "product", label: t("What"), type: "select", value: products[0]?.[0], choices: products },
    ...(dates.length ? [{ name: "subevent", label: t("Date"), type: "select" as const, value: dates[0]?.[0], choices: dates }] : []),
    { name: "addon_to", label: t("Add-on to"), type: "select", choices: [["", t("No other position")], ...tops.map((one): [string, string] => [String(one.positionid), positionWords(one)])] },
    { name: "attendee_name", label: t("Name (optional)") },
    { name: "price", label: t("Price (optional)"), type: "amount", hint: t("Leave empty for the regular price.") },
    forceEntry(),
  ];
  const add = (): void =>
    askFor(t("Add a position"), t("Its price is added to the order total."), entries, t("Add"), (given) => take(of, "positions", asSent(given), t("Position added.")));
  return (
    <button class="eh-button eh-button--secondary" type="button" onClick={add}>
      {t("Add a position")}
    </button>
  );
}

/** Moves some positions to an order of their own. */
export function SplitOrder(of: OfOrder) {
  const tops = of.order.positions.filter((position) => !position.canceled && position.addon_to === null);
  if (tops.length < 2) return null;
  const entries: Entry[] = tops.map((one) => ({ name: String(one.positionid), label: positionWords(one), type: "checkbox" }));
  const split = async (given: Body): Promise<void> => {
    const positions = Object.keys(given).filter((name) => given[name] === true).map(Number);
    const made = await api.post<OrderDetail>(pathOf(of.order, "split"), { positions });
    navigate(`${base.value}/orders/${made.code}`);
    toast(t("Order {code} created.", { code: made.code }));
  };
  return (
    <button
      class="eh-button eh-button--secondary"
      type="button"
      onClick={() => askFor(t("Split the order"), t("The selected positions move to a new order of the same customer, with their add-ons and any money left for them."), entries, t("Split"), split)}
    >
      {t("Split the order")}
    </button>
  );
}
