/** One thing that can be had: an item, or one of its variations. */
import { localize, t } from "~/core/i18n";
import type { Item } from "~/core/types";
import { type Choice, SelectField } from "~/ui/form";

const choices = (items: Item[]): Choice[] => [
  { value: "", label: t("Please choose") },
  ...items.flatMap((item) =>
    item.variations.length
      ? item.variations.map((one) => ({ value: `${item.id}-${one.id}`, label: `${localize(item.name)}, ${localize(one.value)}` }))
      : [{ value: String(item.id), label: localize(item.name) }],
  ),
];

/** "3" or "3-7". */
export const wantedOf = (row: { item: number; variation: number | null } | null): string =>
  row === null ? "" : row.variation === null ? String(row.item) : `${row.item}-${row.variation}`;

/** What is missing is left out, so that the server says so. */
export function wantedPayload(wanted: string): { item?: number; variation: number | null } {
  const [item, variation] = wanted.split("-").map(Number);
  return { ...(item ? { item } : {}), variation: variation || null };
}

export const WantedField = ({ items, label }: { items: Item[]; label: string }) => <SelectField name="wanted" also={["item", "variation"]} label={label} choices={choices(items)} />;
