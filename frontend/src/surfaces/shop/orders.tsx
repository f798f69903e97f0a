/** Orders: find one, see what is open. */
import { useEffect } from "preact/hooks";
import { currentEvent, withQuery } from "~/core/api";
import { formatDateTime, formatMoney } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useAll, useGet } from "~/core/resource";
import { query } from "~/core/router";
import { base, event } from "~/core/session";
import { live } from "~/core/socket";
import type { Item, Order, Page } from "~/core/types";
import { Empty, Heading, Loaded } from "~/ui/states";
import { dateWords, useDates } from "./dates";
import { Filter, Filters, PAGE_SIZE, Pager, SearchBox } from "~/ui/listing";
import { choicesOf, OrderBadge, orderStates, providerWord } from "./words";

export function Orders() {
  const asked = query.value;
  const filters = { search: asked.get("search"), status: asked.get("status"), item: asked.get("item"), subevent: asked.get("subevent") };
  const path = withQuery("/app/shop/api/m2m/orders/", { ...filters, page: asked.get("page"), page_size: PAGE_SIZE, ordering: "-datetime" });
  const orders = useGet<Page<Order>>(path);
  const dates = useDates();
  const items = useAll<Item>("/app/shop/api/m2m/items/");
  useEffect(() => live(currentEvent.value ?? "", (what) => (what.has("orders") || what.has("poll")) && void orders.reload()).close, []);
  const filtered = Object.values(filters).some(Boolean);
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Orders")} />
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
          label={t("With")}
          everything={t("Anything")}
          choices={(items.data ?? []).map((item) => [String(item.id), localize(item.name)])}
        />
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
              <p>{t("As soon as somebody registers, the order is here – without loading the page again.")}</p>
            </Empty>
          ) : (
            <>
              <OrderTable rows={page.results} />
              <Pager page={page} />
            </>
          )
        }
      </Loaded>
    </div>
  );
}

function OrderTable({ rows }: { rows: Order[] }) {
  if (!rows.length) return null;
  const zone = event.value?.timezone;
  return (
    <div class="eh-card eh-card--flush">
      <table class="eh-table eh-table--cards">
        <caption class="eh-visually-hidden">{t("Orders")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("Order")}</th>
            <th scope="col">{t("By")}</th>
            <th scope="col">{t("When")}</th>
            <th scope="col">{t("Payment")}</th>
            <th scope="col" class="eh-end">
              {t("Total")}
            </th>
            <th scope="col">{t("Status")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((order) => (
            <tr key={order.code}>
              <td data-label={t("Order")}>
                <a href={`${base.value}/orders/${order.code}`}>
                  <strong>{order.code}</strong>
                </a>
              </td>
              <td data-label={t("By")} class="app-breaks app-wide">{order.email ?? "–"}</td>
              <td data-label={t("When")} class="eh-nowrap">
                {formatDateTime(order.datetime, zone)}
              </td>
              <td data-label={t("Payment")} class="eh-nowrap">{providerWord(order.payment_provider)}</td>
              <td data-label={t("Total")} class="eh-end eh-number">
                {formatMoney(order.total)}
              </td>
              <td data-label={t("Status")}>
                <OrderBadge status={order.status} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
