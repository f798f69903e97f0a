/** The dates of a series: when each is, whether it is on sale, and what costs something else there. */
import { formatDateTime, formatNumber } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { type Resource, useAll } from "~/core/resource";
import { event, may } from "~/core/session";
import type { Item, Money, SeriesDate, Text } from "~/core/types";
import { CheckField, type Choice, I18nField, MomentField, MoneyField, moneyOf, SelectField, tidy } from "~/ui/form";
import { Badge } from "~/ui/states";
import { Crud } from "./crud";

const PATH = "/app/shop/api/m2m/dates/";

interface Price {
  price: string | Money | null;
  disabled: boolean;
}
interface Draft {
  name: Text;
  active: boolean;
  is_public: boolean;
  date_from: string | null;
  date_to: string | null;
  date_admission: string | null;
  presale_start: string | null;
  presale_end: string | null;
  location: Text;
  frontpage_text: Text;
  /** What differs, by item and variation: "3" or "3-7". */
  prices: Record<string, Price>;
}

interface Sold {
  key: string;
  item: number;
  variation: number | null;
  label: string;
}

/** Everything that can differ at a date: items, and below each its variations. */
const soldOf = (items: Item[]): Sold[] =>
  items.flatMap((item) => [
    { key: String(item.id), item: item.id, variation: null, label: localize(item.name) },
    ...item.variations.flatMap(({ id, value }) =>
      id === undefined ? [] : [{ key: `${item.id}-${id}`, item: item.id, variation: id, label: `${localize(item.name)}, ${localize(value)}` }],
    ),
  ]);

const USUAL: Price = { price: null, disabled: false };

function pricesOf(row: SeriesDate | null, sold: Sold[]): Record<string, Price> {
  const own = new Map(row?.prices.map((one) => [one.variation === null ? String(one.item) : `${one.item}-${one.variation}`, one]));
  return Object.fromEntries(sold.map(({ key }) => [key, { price: own.get(key)?.price ?? USUAL.price, disabled: own.get(key)?.disabled ?? USUAL.disabled }]));
}

/** What differs, as the server takes it. The windows of sale that this page does not show stay as they are. */
function payloadOf(draft: Draft, sold: Sold[], row: SeriesDate | null, currency: string): unknown {
  const prices = sold.flatMap(({ key, item, variation }) => {
    const kept = row?.prices.find((one) => one.item === item && one.variation === variation);
    const { price: typed, disabled } = draft.prices[key] ?? USUAL;
    const price = moneyOf(typed, currency, `prices.${key}.price`);
    const window = { available_from: kept?.available_from ?? null, available_until: kept?.available_until ?? null };
    const differs = price !== null || disabled || window.available_from !== null || window.available_until !== null;
    return differs ? [{ item, variation, price, disabled, ...window }] : [];
  });
  return { ...draft, name: tidy(draft.name), location: tidy(draft.location), frontpage_text: tidy(draft.frontpage_text), prices };
}

export function Dates() {
  const items = useAll<Item>("/app/shop/api/m2m/items/");
  const sold = soldOf(items.data ?? []);
  const zone = event.value?.timezone ?? "UTC";
  const currency = event.value?.currency ?? "EUR";
  return (
    <Crud<SeriesDate, Draft>
      title={t("Dates")}
      intro={t("Visitors choose a date first and then what they buy. Each date needs its own quotas.")}
      path={PATH}
      mayWrite={may("shop", "admin")}
      ready={items.data !== undefined}
      addLabel={t("New date")}
      editLabel={t("Change date")}
      empty={{ title: t("No dates yet"), words: t("Say when this takes place. Until then nothing can be sold.") }}
      nameOf={(row) => localize(row.name)}
      columns={[
        { title: t("Name"), cell: (row) => localize(row.name) },
        { title: t("Begins"), cell: (row) => <span class="eh-number">{formatDateTime(row.date_from, zone)}</span> },
        { title: t("Sold"), cell: (row) => formatNumber(row.sold), end: true },
        { title: t("State"), cell: (row) => stateOf(row) },
        {
          title: t("Page"),
          cell: (row) => (
            <a href={row.public_url} target="_blank" rel="noopener" aria-label={t("Open the page of {name}", { name: localize(row.name) })}>
              {t("Open")}
            </a>
          ),
        },
      ]}
      draftOf={(row) => ({
        name: row?.name ?? {},
        active: row?.active ?? true,
        is_public: row?.is_public ?? true,
        date_from: row?.date_from ?? null,
        date_to: row?.date_to ?? null,
        date_admission: row?.date_admission ?? null,
        presale_start: row?.presale_start ?? null,
        presale_end: row?.presale_end ?? null,
        location: row?.location ?? {},
        frontpage_text: row?.frontpage_text ?? {},
        prices: pricesOf(row, sold),
      })}
      payloadOf={(draft, row) => payloadOf(draft, sold, row, currency)}
      fields={() => (
        <>
          <I18nField name="name" label={t("Name")} />
          <div class="eh-fields">
            <MomentField name="date_from" label={t("Begins")} timeZone={zone} />
            <MomentField name="date_to" label={t("Ends")} timeZone={zone} optional />
            <MomentField name="date_admission" label={t("Doors open")} timeZone={zone} optional />
          </div>
          <CheckField name="active" label={t("On sale")} hint={t("Off: nobody can buy for this date.")} />
          <CheckField name="is_public" label={t("Listed")} hint={t("Off: only who has the link finds it.")} />
          <div class="eh-fields">
            <MomentField name="presale_start" label={t("Sold from")} timeZone={zone} optional />
            <MomentField name="presale_end" label={t("Sold until")} timeZone={zone} optional />
          </div>
          <I18nField name="location" label={t("Place")} hint={t("Where it is not the place of the event.")} optional />
          <I18nField name="frontpage_text" label={t("Words on its page")} multiline optional />
          {sold.length > 0 && <Prices sold={sold} currency={currency} />}
        </>
      )}
    />
  );
}

const Prices = ({ sold, currency }: { sold: Sold[]; currency: string }) => (
  <fieldset class="eh-stack">
    <legend class="eh-label">{t("Prices at this date")}</legend>
    <p class="eh-hint">{t("Empty is the usual price.")}</p>
    {sold.map(({ key, label }) => (
      <div class="app-subform" key={key}>
        <MoneyField name={`prices.${key}.price`} label={label} currency={currency} optional />
        <CheckField name={`prices.${key}.disabled`} label={t("Not sold at this date")} />
      </div>
    ))}
  </fieldset>
);

function stateOf(row: SeriesDate) {
  if (!row.active) return <Badge tone="">{t("Off sale")}</Badge>;
  if (new Date(row.date_to ?? row.date_from).getTime() < Date.now()) return <Badge tone="">{t("Over")}</Badge>;
  return row.is_public ? <Badge tone="success">{t("On sale")}</Badge> : <Badge tone="info">{t("Only by link")}</Badge>;
}

/** The event's dates where it is a series; nothing is asked of other events. */
export function useDates(): Resource<SeriesDate[]> & { isSeries: boolean } {
  const isSeries = event.value?.has_subevents ?? false;
  return { ...useAll<SeriesDate>(isSeries ? PATH : null), isSeries };
}

export const dateWords = (date: Pick<SeriesDate, "name" | "date_from">): string =>
  `${localize(date.name)}, ${formatDateTime(date.date_from, event.value?.timezone)}`;

/** Which date something is of. `all`: the words for none of them, where that is possible. */
export const DateField = ({ dates, all }: { dates: SeriesDate[]; all?: string }) => {
  const choices: Choice[] = dates.map((date) => ({ value: String(date.id), label: dateWords(date) }));
  return <SelectField name="subevent" number label={t("Date")} optional={all !== undefined} choices={[{ value: "", label: all ?? t("Choose a date") }, ...choices]} />;
};

/** The words for the date with this id, in a list. */
export const dateOf = (id: number | null, dates: SeriesDate[] | undefined): string => {
  const date = dates?.find((one) => one.id === id);
  return date ? dateWords(date) : t("All dates");
};
