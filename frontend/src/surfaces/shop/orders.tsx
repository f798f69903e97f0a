/** Orders: find one, see what is open. */
import { type Query, withQuery } from "~/core/api";
import { formatDateTime, formatMoney } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useAll, useGet } from "~/core/resource";
import { query } from "~/core/router";
import { base, event } from "~/core/session";
import type { Item, Order, Page } from "~/core/types";
import { copyLines } from "~/ui/clipboard";
import { DataTable } from "~/ui/data-table";
import { LiveStatus, useLive } from "~/ui/live";
import { Badge, Empty, Heading, Loaded } from "~/ui/states";
import { dateWords, useDates } from "./dates";
import { Filter, Filters, PAGE_SIZE, Pager, SearchBox } from "~/ui/listing";
import { choicesOf, OrderBadge, orderStates, providerWord } from "./words";

const PATH = "/app/shop/api/m2m/orders/";

export function Orders() {
  const asked = query.value;
  const filters = { search: asked.get("search"), status: asked.get("status"), item: asked.get("item"), subevent: asked.get("subevent"), unfulfilled: asked.get("unfulfilled") };
  const path = withQuery(PATH, { ...filters, page: asked.get("page"), page_size: PAGE_SIZE, ordering: asked.get("ordering") ?? "-datetime" });
  const orders = useGet<Page<Order>>(path);
  const dates = useDates();
  const items = useAll<Item>("/app/shop/api/m2m/items/");
  const state = useLive(orders.reload, ["orders"]);
  const filtered = Object.values(filters).some(Boolean);
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Orders")} />
      <LiveStatus state={state} />
      <Filters>
        <SearchBox label={t("Search")} placeholder={t("Code, name or e-mail address")} />
        <Filter
          name="status"
          label={t("Status")}
          everything={t("All")}
          choices={choicesOf(orderStates())}
        />
        <Filter
          name="item"
          label={t("Contains")}
          everything={t("Anything")}
          choices={(items.data ?? []).map((item) => [String(item.id), localize(item.name)])}
        />
        <Filter name="unfulfilled" label={t("Money")} everything={t("All")} choices={[["true", t("Received, not fulfilled")]]} />
        {dates.isSeries && (
          <Filter
            name="subevent"
            label={t("Date")}
            everything={t("All dates")}
            choices={(dates.data ?? []).map((date) => [String(date.id), dateWords(date)])}
          />
        )}
      </Filters>
      <Loaded from={orders} lines={6}>
        {(page) =>
          page.count === 0 && !filtered ? (
            <Empty title={t("No orders yet")}>
              <p>{t("New orders appear here automatically.")}</p>
            </Empty>
          ) : (
            <>
              <OrderTable rows={page.results} filters={filters} />
              <Pager page={page} />
            </>
          )
        }
      </Loaded>
    </div>
  );
}

const Standing = ({ order }: { order: Order }) => (
  <>
    <OrderBadge status={order.status} /> {order.unfulfilled_since && <Badge tone="warning">{t("Received, not fulfilled")}</Badge>}
  </>
);

function OrderTable({ rows, filters }: { rows: Order[]; filters: Query }) {
  if (!rows.length) return null;
  const zone = event.value?.timezone;
  return (
    <DataTable<Order>
      name="orders"
      title={t("Orders")}
      rows={rows}
      keyOf={(order) => order.code}
      nameOf={(order) => order.code}
      file={{ path: PATH, filters }}
      actions={[{ label: t("Copy e-mail addresses"), run: (some) => copyLines(some.map((order) => order.email)) }]}
      columns={[
        {
          key: "code",
          title: t("Order"),
          sort: "code",
          cell: (order) => (
            <a href={`${base.value}/orders/${order.code}`}>
              <strong>{order.code}</strong>
            </a>
          ),
        },
        { key: "email", title: t("Customer"), sort: "email", class: "app-breaks app-wide", cell: (order) => order.email || "–" },
        { key: "datetime", title: t("When"), sort: "datetime", class: "eh-nowrap", cell: (order) => formatDateTime(order.datetime, zone) },
        { key: "expires", title: t("Pay until"), sort: "expires", class: "eh-nowrap", extra: true, cell: (order) => formatDateTime(order.expires, zone) },
        { key: "payment", title: t("Payment"), class: "eh-nowrap", cell: (order) => providerWord(order.payment_provider) },
        { key: "total", title: t("Total"), sort: "total", end: true, cell: (order) => formatMoney(order.total) },
        { key: "tax", title: t("Taxes"), end: true, extra: true, cell: (order) => formatMoney(order.tax_total) },
        { key: "units", title: t("Tickets"), end: true, extra: true, cell: (order) => order.positions.filter((one) => !one.canceled).length },
        { key: "phone", title: t("Phone number"), extra: true, cell: (order) => order.phone || "–" },
        { key: "comment", title: t("Note"), extra: true, class: "app-breaks", cell: (order) => order.comment || "–" },
        { key: "status", title: t("Status"), sort: "status", cell: (order) => <Standing order={order} /> },
      ]}
    />
  );
}
