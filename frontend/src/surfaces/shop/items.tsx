/** What is sold: levels (admission) and everything else. */
import { formatMoney, formatNumber } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useAll } from "~/core/resource";
import { base, may } from "~/core/session";
import type { Item, ItemKind } from "~/core/types";
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
    table: t("Table"),
  })[kind];
export const KINDS: ItemKind[] = ["admission", "merch", "ticket", "benefit", "donation", "fee", "table"];

export function Items() {
  const items = useAll<Item>("/app/shop/api/m2m/items/");
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
              <p>{t("A level is a way to take part: adult, child, sponsor. Items are what people buy besides.")}</p>
              <div class="eh-row">{actions}</div>
            </Empty>
          ) : (
            <>
              <ItemTable title={t("Levels")} rows={rows.filter((item) => item.kind === "admission")} />
              <ItemTable title={t("Items")} rows={rows.filter((item) => item.kind !== "admission")} />
            </>
          )
        }
      </Loaded>
    </div>
  );
}

function ItemTable({ title, rows }: { title: string; rows: Item[] }) {
  if (!rows.length) return null;
  const sorted = rows.toSorted((a, b) => (a.level?.rank ?? a.position) - (b.level?.rank ?? b.position) || a.id - b.id);
  return (
    <section class="eh-card eh-card--flush" aria-label={title}>
      <div class="eh-card__head">
        <h2>{title}</h2>
      </div>
      <table class="eh-table eh-table--cards">
        <thead>
          <tr>
            <th scope="col">{t("Name")}</th>
            <th scope="col">{t("Kind")}</th>
            <th scope="col" class="eh-end">
              {t("Price now")}
            </th>
            <th scope="col" class="eh-end">
              {t("Sold")}
            </th>
            <th scope="col">{t("State")}</th>
          </tr>
        </thead>
        <tbody>
          {sorted.map((item) => (
            <tr key={item.id}>
              <td data-label={t("Name")}>
                <span class="app-name-cell">
                  <Dot color={item.level?.color} />
                  <a href={`${base.value}/items/${item.id}`}>{localize(item.name)}</a>
                </span>
              </td>
              <td data-label={t("Kind")}>
                <span>
                  {kindWord(item.kind)}
                  {item.variations.length > 0 && <span class="eh-muted"> · {t("{n} variations", { n: item.variations.length })}</span>}
                </span>
              </td>
              <td class="eh-end eh-number" data-label={t("Price now")}>
                {item.free_price ? t("from {price}", { price: formatMoney(item.current_price) }) : formatMoney(item.current_price)}
              </td>
              <td class="eh-end eh-number" data-label={t("Sold")}>
                <a href={`${base.value}/orders?item=${item.id}`} aria-label={t("Orders with {name}: {n}", { name: localize(item.name), n: item.sold })}>
                  {formatNumber(item.sold)}
                </a>
              </td>
              <td data-label={t("State")}>
                {!item.active ? (
                  <Badge tone="">{t("Hidden")}</Badge>
                ) : item.require_voucher ? (
                  <Badge tone="info">{t("With a voucher")}</Badge>
                ) : (
                  <Badge tone="success">{t("On sale")}</Badge>
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
