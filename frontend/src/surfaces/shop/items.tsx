/** What is sold: levels (admission) and everything else. */
import { formatMoney, formatNumber } from "~/core/format";
import { localize, plural, t, tIn } from "~/core/i18n";
import { useAll } from "~/core/resource";
import { base, may } from "~/core/session";
import type { Item, ItemKind } from "~/core/types";
import { DataTable } from "~/ui/data-table";
import { Icon } from "~/ui/icons";
import { Badge, Dot, Empty, Heading, Loaded } from "~/ui/states";

export const kindWord = (kind: ItemKind): string =>
  ({
    admission: t("Level"),
    merch: t("Merchandise"),
    ticket: t("Ticket"),
    benefit: t("Benefit"),
    donation: t("Donation"),
    fee: t("Fee"),
    table: tIn("vendor", "Table"),
  })[kind];
export const KINDS: ItemKind[] = ["admission", "merch", "ticket", "benefit", "donation", "fee", "table"];

const PATH = "/app/shop/api/m2m/items/";

export function Items() {
  const items = useAll<Item>(PATH);
  const mayWrite = may("shop", "admin");
  const actions = mayWrite && (
    <>
      <a class="eh-button eh-button--secondary" href={`${base.value}/items/new?kind=merch`}>
        {t("New item")}
      </a>
      <a class="eh-button" href={`${base.value}/items/new?kind=admission`}>
        <Icon name="plus" /> {t("New level")}
      </a>
    </>
  );
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Levels & items")} actions={items.data?.length ? actions : undefined} />
      <Loaded from={items}>
        {(rows) =>
          rows.length === 0 ? (
            <Empty title={t("Nothing to sell yet")}>
              <p>{t("Levels are ways to attend: adult, child, sponsor. Items are what people can buy in addition.")}</p>
              <div class="eh-row">{actions}</div>
            </Empty>
          ) : (
            <>
              <ItemTable name="levels" title={t("Levels")} rows={rows.filter((item) => item.kind === "admission")} />
              <ItemTable name="items" title={t("Items")} rows={rows.filter((item) => item.kind !== "admission")} />
            </>
          )
        }
      </Loaded>
    </div>
  );
}

function ItemTable({ title, name, rows }: { title: string; name: string; rows: Item[] }) {
  if (!rows.length) return null;
  const inOrder = rows.toSorted((a, b) => (a.level?.rank ?? a.position) - (b.level?.rank ?? b.position) || a.id - b.id);
  return (
    <section class="eh-stack eh-stack--tight" aria-label={title}>
      <h2>{title}</h2>
      <DataTable<Item>
        name={name}
        title={title}
        rows={inOrder}
        keyOf={(item) => item.id}
        nameOf={(item) => localize(item.name)}
        file={{ path: PATH }}
        columns={[
          {
            key: "name",
            title: tIn("thing", "Name"),
            sort: (item) => localize(item.name),
            cell: (item) => (
              <span class="app-name-cell">
                <Dot color={item.level?.color} />
                <a href={`${base.value}/items/${item.id}`}>{localize(item.name)}</a>
              </span>
            ),
          },
          {
            key: "kind",
            title: t("Kind"),
            sort: (item) => kindWord(item.kind),
            cell: (item) => (
              <span>
                {kindWord(item.kind)}
                {item.variations.length > 0 && <span class="eh-muted"> · {plural(item.variations.length, "{n} variation", "{n} variations")}</span>}
              </span>
            ),
          },
          {
            key: "price",
            title: t("Price now"),
            end: true,
            sort: (item) => item.current_price.amount,
            cell: (item) => (item.free_price ? t("from {price}", { price: formatMoney(item.current_price) }) : formatMoney(item.current_price)),
          },
          {
            key: "sold",
            title: t("Sold"),
            end: true,
            sort: (item) => item.sold,
            cell: (item) => (
              <a href={`${base.value}/orders?item=${item.id}`} aria-label={t("Orders with {name}: {n}", { name: localize(item.name), n: formatNumber(item.sold) })}>
                {formatNumber(item.sold)}
              </a>
            ),
          },
          { key: "internal", title: t("Internal name"), extra: true, cell: (item) => item.internal_name || "–" },
          { key: "state", title: t("State"), cell: saleState },
        ]}
      />
    </section>
  );
}

function saleState(item: Item) {
  if (!item.active) return <Badge tone="">{t("Hidden")}</Badge>;
  return item.require_voucher ? <Badge tone="info">{t("With a voucher")}</Badge> : <Badge tone="success">{t("On sale")}</Badge>;
}
