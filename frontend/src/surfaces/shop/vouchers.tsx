/** Vouchers: codes that open, reserve or cheapen something. */
import { useState } from "preact/hooks";
import { api, type Query, withQuery } from "~/core/api";
import { decimalText, formatDateTime, formatMoney, formatNumber, formatPercent, moneyFrom, plainDecimal } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { all, useAll, useGet } from "~/core/resource";
import { query } from "~/core/router";
import { event, may } from "~/core/session";
import type { Item, Page, Quota, Voucher } from "~/core/types";
import { CheckField, MomentField, NumberField, SelectField, TextField, useForm } from "~/ui/form";
import { Icon } from "~/ui/icons";
import { Badge, Empty, Heading, Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";
import { copyLines } from "~/ui/clipboard";
import { DataTable, type RowAction } from "~/ui/data-table";
import { askToDeleteAll, EditorDialog } from "~/ui/editor-dialog";
import { DateField, useDates } from "./dates";
import { Filter, Filters, PAGE_SIZE, Pager, SearchBox } from "~/ui/listing";

const PATH = "/app/shop/api/m2m/vouchers/";
const BATCH = "/app/shop/api/vouchers/batch/";

type Editing = Voucher | "new" | "batch";

interface Draft {
  code: string;
  count: number | null;
  scope: string;
  subevent: number | null;
  price_mode: string;
  value: string;
  budget: string;
  max_usages: number | null;
  min_usages: number | null;
  valid_until: string | null;
  block_quota: boolean;
  allow_ignore_quota: boolean;
  show_hidden_items: boolean;
  all_addons_included: boolean;
  all_bundles_included: boolean;
  tag: string;
  comment: string;
}

const modes = (): { value: string; label: string }[] => [
  { value: "none", label: t("No price change") },
  { value: "set", label: t("Set the price") },
  { value: "subtract", label: t("Reduce by an amount") },
  { value: "percent", label: t("Reduce by a percentage") },
];

/** What a voucher is for, as one choice: "" everything, "i3" an item, "v3-7" a variation, "q2" a quota. */
function scopeOf(row: Voucher | null): string {
  if (row?.quota) return `q${row.quota}`;
  if (row?.variation) return `v${row.item}-${row.variation}`;
  return row?.item ? `i${row.item}` : "";
}

function boundTo(scope: string): { item: number | null; variation: number | null; quota: number | null } {
  const [first, second] = scope.slice(1).split("-").map(Number);
  return {
    item: scope.startsWith("i") || scope.startsWith("v") ? (first ?? null) : null,
    variation: scope.startsWith("v") ? (second ?? null) : null,
    quota: scope.startsWith("q") ? (first ?? null) : null,
  };
}

function scopes(items: Item[], quotas: Quota[]): { value: string; label: string }[] {
  return [
    { value: "", label: t("Everything") },
    ...items.flatMap((item) => [
      { value: `i${item.id}`, label: localize(item.name) },
      ...item.variations.map((one) => ({ value: `v${item.id}-${one.id}`, label: `${localize(item.name)}, ${localize(one.value)}` })),
    ]),
    ...quotas.map((quota) => ({ value: `q${quota.id}`, label: t("Quota: {name}", { name: quota.name }) })),
  ];
}

function effect(row: Voucher): string {
  const value = Number(row.value ?? 0);
  if (row.price_mode === "percent") return `−${formatPercent(value)}`;
  const price = formatMoney(moneyFrom(value, event.value?.currency ?? ""));
  return { set: price, subtract: `−${price}` }[row.price_mode as string] ?? "–";
}

function state(row: Voucher) {
  if (row.valid_until && new Date(row.valid_until) <= new Date()) return <Badge tone="danger">{t("Over")}</Badge>;
  if (row.redeemed >= row.max_usages) return <Badge tone="warning">{t("Used up")}</Badge>;
  return row.block_quota ? <Badge tone="primary">{t("Reserves")}</Badge> : <Badge tone="success">{t("Valid")}</Badge>;
}

/** The codes of all rows that the filters let through. */
async function copy(filters: Query): Promise<void> {
  const rows = await all<Voucher>(PATH, filters);
  await copyLines(rows.map((row) => row.code));
}

export function Vouchers() {
  const asked = query.value;
  const filters = { search: asked.get("search"), active: asked.get("active") };
  const rows = useGet<Page<Voucher>>(withQuery(PATH, { ...filters, ordering: asked.get("ordering"), page: asked.get("page"), page_size: PAGE_SIZE }));
  const [editing, setEditing] = useState<Editing | null>(null);
  const mayWrite = may("shop", "admin");
  const filtered = Object.values(filters).some(Boolean);
  const add = mayWrite && (
    <>
      <button class="eh-button eh-button--secondary" type="button" onClick={() => setEditing("batch")}>
        {t("Create several")}
      </button>
      <button class="eh-button" type="button" onClick={() => setEditing("new")}>
        <Icon name="plus" /> {t("New voucher")}
      </button>
    </>
  );
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Vouchers")} actions={add || undefined} />
      <Filters>
        <SearchBox label={t("Search")} placeholder={t("Code, tag or comment")} />
        <Filter
          name="active"
          label={t("State")}
          everything={t("All")}
          choices={[
            ["true", t("Can be used")],
            ["false", t("Used up or expired")],
          ]}
        />
      </Filters>
      <Loaded from={rows} lines={6}>
        {(page) =>
          page.count === 0 && !filtered ? (
            <Empty title={t("No vouchers")}>
              <p>{t("Vouchers can reduce prices, reserve places or show hidden items.")}</p>
            </Empty>
          ) : (
            <>
              <VoucherTable rows={page.results} filters={filters} open={mayWrite ? setEditing : undefined} reload={rows.reload} />
              {page.results.length > 0 && (
                <div class="eh-row">
                  <button class="eh-button eh-button--secondary eh-button--small" type="button" onClick={() => void copy(filters)}>
                    {t("Copy the codes")}
                  </button>
                </div>
              )}
              <Pager page={page} />
            </>
          )
        }
      </Loaded>
      {editing && (
        <Editor
          editing={editing}
          close={() => setEditing(null)}
          saved={() => {
            setEditing(null);
            toast(t("Saved."));
            void rows.reload();
          }}
        />
      )}
    </div>
  );
}

function VoucherTable({ rows, filters, open, reload }: { rows: Voucher[]; filters: Query; open?: (row: Voucher) => void; reload: () => unknown }) {
  if (!rows.length) return null;
  const actions: RowAction<Voucher>[] = [{ label: t("Copy their codes"), run: (some) => copyLines(some.map((row) => row.code)) }];
  if (open) actions.push({ label: t("Delete"), danger: true, run: (some) => askToDeleteAll(some.map((row) => `${PATH}${row.id}/`), reload) });
  const name = (row: Voucher) =>
    open ? (
      <button type="button" class="app-linkbutton" aria-label={t("Change {name}", { name: row.code })} onClick={() => open(row)}>
        {row.code}
      </button>
    ) : (
      row.code
    );
  return (
    <DataTable<Voucher>
      name="vouchers"
      title={t("Vouchers")}
      rows={rows}
      keyOf={(row) => row.id}
      nameOf={(row) => row.code}
      file={{ path: PATH, filters }}
      actions={actions}
      columns={[
        { key: "code", title: t("Code"), sort: "code", cell: name },
        { key: "price", title: t("Price"), sort: "value", class: "eh-nowrap", cell: effect },
        {
          key: "used",
          title: t("Used"),
          sort: "redeemed",
          end: true,
          cell: (row) => t("{part} of {whole}", { part: formatNumber(row.redeemed), whole: formatNumber(row.max_usages) }),
        },
        { key: "until", title: t("Valid until"), sort: "valid_until", class: "eh-nowrap", cell: (row) => formatDateTime(row.valid_until, event.value?.timezone) },
        { key: "tag", title: t("Tag"), cell: (row) => row.tag || "–" },
        { key: "comment", title: t("Comment"), extra: true, class: "app-breaks", cell: (row) => row.comment || "–" },
        { key: "state", title: t("State"), cell: state },
      ]}
    />
  );
}

function draftOf(row: Voucher | null, batch: boolean): Draft {
  return {
    code: row?.code ?? "",
    count: batch ? 10 : null,
    scope: scopeOf(row),
    subevent: row?.subevent ?? null,
    price_mode: row?.price_mode ?? "none",
    value: decimalText(row?.value ?? ""),
    budget: decimalText(row?.budget ?? ""),
    max_usages: row?.max_usages ?? 1,
    min_usages: row?.min_usages ?? 1,
    valid_until: row?.valid_until ?? null,
    block_quota: row?.block_quota ?? false,
    allow_ignore_quota: row?.allow_ignore_quota ?? false,
    show_hidden_items: row?.show_hidden_items ?? true,
    all_addons_included: row?.all_addons_included ?? false,
    all_bundles_included: row?.all_bundles_included ?? false,
    tag: row?.tag ?? "",
    comment: row?.comment ?? "",
  };
}

const amount = (text: string): string | null => plainDecimal(text) || null;

function payloadOf({ scope, code, count, value, budget, ...rest }: Draft, batch: boolean): unknown {
  const terms = { ...rest, ...boundTo(scope), value: amount(value), budget: amount(budget) };
  return batch ? { ...terms, count } : { ...terms, code };
}

function Editor({ editing, close, saved }: { editing: Editing; close: () => void; saved: () => void }) {
  const batch = editing === "batch";
  const row = typeof editing === "string" ? null : editing;
  const items = useAll<Item>("/app/shop/api/m2m/items/");
  const quotas = useAll<Quota>("/app/shop/api/m2m/quotas/");
  const dates = useDates();
  const form = useForm<Draft>(() => draftOf(row, batch));
  const send = (draft: Draft): Promise<unknown> => {
    const payload = payloadOf(draft, batch);
    if (row) return api.patch(`${PATH}${row.id}/`, payload);
    return api.post(batch ? BATCH : PATH, payload);
  };
  const mode = form.values.value.price_mode;
  const suffix = mode === "percent" ? "%" : event.value?.currency;
  return (
    <EditorDialog
      title={row ? t("Change voucher") : batch ? t("Several vouchers") : t("New voucher")}
      form={form}
      send={send}
      close={close}
      saved={saved}
      action={batch ? t("Create") : t("Save")}
      remove={row && { path: `${PATH}${row.id}/`, name: row.code, removed: saved }}
    >
      <div class="eh-fields">
        {batch ? (
          <NumberField name="count" label={t("How many")} min={1} />
        ) : (
          <TextField name="code" label={t("Code")} hint={t("Leave empty to generate one.")} maxLength={255} optional />
        )}
        <TextField name="tag" label={t("Tag")} maxLength={255} optional />
      </div>
      <SelectField name="scope" also={["item", "variation", "quota"]} label={t("For")} choices={scopes(items.data ?? [], quotas.data ?? [])} />
      {dates.isSeries && <DateField dates={dates.data ?? []} all={t("All dates")} />}
      <div class="eh-fields">
        <SelectField name="price_mode" label={t("Price")} choices={modes()} />
        {mode !== "none" && <TextField name="value" label={t("Value")} suffix={suffix} />}
      </div>
      <div class="eh-fields">
        <NumberField name="max_usages" label={t("Maximum uses")} min={1} />
        <NumberField name="min_usages" label={t("Minimum per order")} min={1} />
      </div>
      <div class="eh-fields">
        <MomentField name="valid_until" label={t("Valid until")} timeZone={event.value?.timezone ?? "UTC"} optional />
        {mode !== "none" && <TextField name="budget" label={t("Maximum discount")} suffix={event.value?.currency} optional />}
      </div>
      <CheckField name="block_quota" label={t("Reserve the places")} hint={t("The places are taken from the quota now.")} />
      <CheckField name="allow_ignore_quota" label={t("Sell even when sold out")} />
      <CheckField name="show_hidden_items" label={t("Show hidden items")} />
      <CheckField name="all_addons_included" label={t("Includes all add-ons")} hint={t("The add-ons of its ticket cost nothing.")} />
      <CheckField name="all_bundles_included" label={t("Includes all bundled items")} hint={t("What is in the bundle of its ticket costs nothing.")} />
      <TextField name="comment" label={t("Comment")} hint={t("Only your team can see it.")} multiline optional />
    </EditorDialog>
  );
}
