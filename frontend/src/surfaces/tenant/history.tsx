/** What happened: at the event, at its organizer, to one order. */
import { useEffect, useRef } from "preact/hooks";
import { type Query, withQuery } from "~/core/api";
import { formatDateTime } from "~/core/format";
import { t } from "~/core/i18n";
import { useGet } from "~/core/resource";
import { query } from "~/core/router";
import { base, can, event } from "~/core/session";
import type { LogEntry, OrderDetail, Page } from "~/core/types";
import { DataTable } from "~/ui/data-table";
import { Empty, Heading, Loaded } from "~/ui/states";
import { Filter, Filters, PAGE_SIZE, Pager, SearchBox } from "~/ui/listing";

const actorKinds = (): [string, string][] => [
  ["user", t("People")],
  ["token", t("Keys")],
  ["application", t("Applications")],
  ["device", t("Devices")],
  ["visitor", t("Visitors")],
  ["system", t("EventHub")],
];
const KIND_WORDS: Record<string, () => string> = {
  user: () => t("person"),
  token: () => t("key"),
  application: () => t("application"),
  device: () => t("device"),
};
const kindWord = (kind: string): string => KIND_WORDS[kind]?.() ?? "";

const PATH = "/app/tenant/api/log/";

export function History() {
  const asked = query.value;
  const filters = {
    search: asked.get("search"),
    actor_kind: asked.get("actor_kind"),
    organizer: asked.get("organizer"),
  };
  const entries = useGet<Page<LogEntry>>(withQuery(PATH, { ...filters, page: asked.get("page"), page_size: PAGE_SIZE }));
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("History")} />
      <p class="eh-muted">{t("Every change, who made it, and when. Entries cannot be changed.")}</p>
      <Filters>
        <SearchBox label={t("Made by")} placeholder={t("Part of a name or address")} />
        <Filter name="actor_kind" label={t("Kind")} everything={t("All")} choices={actorKinds()} />
        {can("can_change_organizer_settings") && (
          <Filter name="organizer" label={t("Where")} everything={t("This event")} choices={[["true", t("The organizer: teams, keys, devices")]]} />
        )}
      </Filters>
      <Loaded from={entries} lines={6}>
        {(page) =>
          page.count === 0 && !Object.values(filters).some(Boolean) ? (
            <Empty title={t("No changes yet")}>
              <p>{t("Changes appear here as soon as somebody makes one.")}</p>
            </Empty>
          ) : (
            <>
              <Entries rows={page.results} filters={filters} />
              <Pager page={page} />
            </>
          )
        }
      </Loaded>
    </div>
  );
}

function Entries({ rows, filters }: { rows: LogEntry[]; filters: Query }) {
  if (!rows.length) return null;
  return (
    <DataTable<LogEntry>
      name="history"
      title={t("History")}
      rows={rows}
      keyOf={(row) => row.id}
      nameOf={(row) => row.sentence}
      file={{ path: PATH, filters }}
      columns={[
        { key: "what", title: t("What"), class: "app-breaks", cell: (row) => <What row={row} /> },
        {
          key: "by",
          title: t("By"),
          class: "app-breaks",
          cell: (row) => (
            <span>
              {row.actor.name} <span class="eh-muted eh-small">{kindWord(row.actor.kind)}</span>
            </span>
          ),
        },
        { key: "when", title: t("When"), class: "eh-nowrap", cell: (row) => formatDateTime(row.at, event.value?.timezone) },
      ]}
    />
  );
}

const What = ({ row }: { row: LogEntry }) => (
  <>
    {row.sentence}
    {row.object.type === "shop.Order" && row.object.name && (
      <>
        {" "}
        <a class="eh-small eh-nowrap" href={`${base.value}/orders/${row.object.name}`} aria-label={t("Show order {code}", { code: row.object.name })}>
          {t("Show")}
        </a>
      </>
    )}
  </>
);

/** An order's own history, on its page; read again after every step, since each step leaves an entry. */
export function OrderHistory({ order }: { order: OrderDetail }) {
  const entries = useGet<Page<LogEntry>>(withQuery(`/app/shop/api/orders/${order.code}/log/`, { page_size: PAGE_SIZE }));
  const shown = useRef(order);
  useEffect(() => {
    if (shown.current !== order) void entries.reload();
    shown.current = order;
  }, [order]);
  const zone = event.value?.timezone;
  return (
    <section class="eh-card" aria-labelledby="history-head">
      <h2 id="history-head">{t("History")}</h2>
      <Loaded from={entries} lines={2}>
        {(page) => (
          <ul class="eh-lines">
            {page.results.map((row) => (
              <li key={row.id}>
                <span style={{ overflowWrap: "anywhere" }}>
                  {row.sentence} <span class="eh-muted eh-small">{row.actor.name}</span>
                </span>
                <span class="eh-muted eh-small eh-nowrap">{formatDateTime(row.at, zone)}</span>
              </li>
            ))}
          </ul>
        )}
      </Loaded>
    </section>
  );
}
