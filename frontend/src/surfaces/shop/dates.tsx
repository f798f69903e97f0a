/** The dates of a series: when each is, whether it is on sale, and what costs something else there. */
import { formatDateTime, formatNumber } from "~/core/format";
import { localize, t, tIn } from "~/core/i18n";
import { type Resource, useAll } from "~/core/resource";
import { event, may } from "~/core/session";
import type { Item, SeriesDate, Text } from "~/core/types";
import { Fold } from "~/ui/fold";
import { CheckField, type Choice, I18nField, MomentField, SelectField, TextField, tidy } from "~/ui/form";
import { Badge } from "~/ui/states";
import { Crud } from "~/ui/crud";
import { type PriceDraft, Prices, pricesOf, pricesPayload, type Sold, soldOf } from "./date-prices";
import { type GeoDraft, geoDraft, GeoFields, geoPayload } from "~/surfaces/tenant/geo";
import { type MetaDraft, metaDraft, MetaFields, metaPayload, PROPERTIES, type Property } from "~/surfaces/tenant/meta-fields";

const PATH = "/app/shop/api/m2m/dates/";

interface Draft extends GeoDraft {
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
  comment: string;
  meta: MetaDraft;
  /** What differs, by item and variation: "3" or "3-7". */
  prices: Record<string, PriceDraft>;
}

function payloadOf({ meta, ...draft }: Draft, sold: Sold[], properties: Property[], currency: string): unknown {
  return {
    ...draft,
    ...geoPayload(draft),
    name: tidy(draft.name),
    location: tidy(draft.location),
    frontpage_text: tidy(draft.frontpage_text),
    prices: pricesPayload(draft.prices, sold, currency),
    meta_data: metaPayload(meta, properties),
  };
}

export function Dates() {
  const items = useAll<Item>("/app/shop/api/m2m/items/");
  const properties = useAll<Property>(PROPERTIES);
  const sold = soldOf(items.data ?? []);
  const known = properties.data ?? [];
  const zone = event.value?.timezone ?? "UTC";
  const currency = event.value?.currency ?? "EUR";
  return (
    <Crud<SeriesDate, Draft>
      title={t("Dates")}
      intro={t("Visitors choose a date first, then what to buy. Each date needs its own quotas.")}
      path={PATH}
      mayWrite={may("shop", "admin")}
      ready={items.data !== undefined && properties.data !== undefined}
      addLabel={t("New date")}
      editLabel={t("Change date")}
      empty={{ title: t("No dates yet"), words: t("Set when this takes place. Nothing can be sold before that.") }}
      nameOf={(row) => localize(row.name)}
      columns={[
        { title: tIn("thing", "Name"), cell: (row) => localize(row.name) },
        { title: t("Begins"), sort: (row) => row.date_from, cell: (row) => <span class="eh-number">{formatDateTime(row.date_from, zone)}</span> },
        { title: t("Sold"), sort: (row) => row.sold, cell: (row) => formatNumber(row.sold), end: true },
        { title: t("State"), cell: (row) => stateOf(row) },
        {
          title: t("Page"),
          cell: (row) => (
            <a href={row.public_url} target="_blank" rel="noopener" aria-label={t("Open page of {name}", { name: localize(row.name) })}>
              {t("Open page")}
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
        comment: row?.comment ?? "",
        ...geoDraft(row),
        meta: metaDraft(row?.meta_data ?? {}, known),
        prices: pricesOf(row, sold),
      })}
      payloadOf={(draft) => payloadOf(draft, sold, known, currency)}
      fields={(draft) => (
        <>
          <I18nField name="name" label={tIn("thing", "Name")} />
          <div class="eh-fields">
            <MomentField name="date_from" label={t("Begins")} timeZone={zone} />
            <MomentField name="date_to" label={t("Ends")} timeZone={zone} optional />
            <MomentField name="date_admission" label={t("Doors open")} timeZone={zone} optional />
          </div>
          <CheckField name="active" label={t("On sale")} hint={t("If off, nothing is sold for this date.")} />
          <CheckField name="is_public" label={t("Listed")} hint={t("If off, only people with the link can find it.")} />
          <div class="eh-fields">
            <MomentField name="presale_start" label={t("Sold from")} timeZone={zone} optional />
            <MomentField name="presale_end" label={t("Sold until")} timeZone={zone} optional />
          </div>
          <I18nField name="location" label={t("Place")} hint={t("If different from the place of the event.")} optional />
          <I18nField name="frontpage_text" label={t("Text on its page")} multiline optional />
          {sold.length > 0 && <Prices prices={draft.prices} sold={sold} currency={currency} zone={zone} />}
          <Fold title={t("More about this date")}>
            <GeoFields />
            <MetaFields properties={known} said={draft.meta} optional />
            <TextField name="comment" label={t("Comment")} hint={t("Only your team can see it.")} multiline optional />
          </Fold>
        </>
      )}
    />
  );
}

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
