/** What costs something else at a date, or is not sold there, or only for a time. */
import { localize, t } from "~/core/i18n";
import type { Item, Money, SeriesDate } from "~/core/types";
import { Fold } from "~/ui/fold";
import { CheckField, MomentField, MoneyField, moneyOf } from "~/ui/form";

export interface PriceDraft {
  price: string | Money | null;
  disabled: boolean;
  available_from: string | null;
  available_until: string | null;
}

export interface Sold {
  key: string;
  item: number;
  variation: number | null;
  label: string;
}

/** Everything that can differ at a date: items, and below each its variations. */
export const soldOf = (items: Item[]): Sold[] =>
  items.flatMap((item) => [
    { key: String(item.id), item: item.id, variation: null, label: localize(item.name) },
    ...item.variations.flatMap(({ id, value }) =>
      id === undefined ? [] : [{ key: `${item.id}-${id}`, item: item.id, variation: id, label: `${localize(item.name)}, ${localize(value)}` }],
    ),
  ]);

const USUAL: PriceDraft = { price: null, disabled: false, available_from: null, available_until: null };

/** By item and variation: "3" or "3-7". */
export function pricesOf(row: SeriesDate | null, sold: Sold[]): Record<string, PriceDraft> {
  const own = new Map(row?.prices.map(({ item, variation, ...differs }) => [variation === null ? String(item) : `${item}-${variation}`, differs]));
  return Object.fromEntries(sold.map(({ key }) => [key, own.get(key) ?? USUAL]));
}

/** What differs, as the server takes it. */
export const pricesPayload = (drafts: Record<string, PriceDraft>, sold: Sold[], currency: string): unknown[] =>
  sold.flatMap(({ key, item, variation }) => {
    const draft = drafts[key] ?? USUAL;
    const price = moneyOf(draft.price, currency, `prices.${key}.price`);
    const differs = price !== null || draft.disabled || draft.available_from !== null || draft.available_until !== null;
    return differs ? [{ ...draft, item, variation, price }] : [];
  });

interface PricesProps {
  prices: Record<string, PriceDraft>;
  sold: Sold[];
  currency: string;
  zone: string;
}

export const Prices = ({ prices, sold, currency, zone }: PricesProps) => (
  <fieldset class="eh-stack">
    <legend class="eh-label">{t("Prices on this date")}</legend>
    <p class="eh-hint">{t("Leave empty for the regular price.")}</p>
    {sold.map(({ key, label }) => (
      <div class="app-subform" key={key}>
        <MoneyField name={`prices.${key}.price`} label={label} currency={currency} optional />
        <CheckField name={`prices.${key}.disabled`} label={t("Not sold on this date")} />
        <Fold title={t("Limited sales period: {name}", { name: label })} used={Boolean(prices[key]?.available_from ?? prices[key]?.available_until)}>
          <div class="eh-fields">
            <MomentField name={`prices.${key}.available_from`} label={t("From")} timeZone={zone} optional />
            <MomentField name={`prices.${key}.available_until`} label={t("Until")} timeZone={zone} optional />
          </div>
        </Fold>
      </div>
    ))}
  </fieldset>
);
