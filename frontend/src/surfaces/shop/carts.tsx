/** Carts: what is kept for somebody for a while, by visitors who are choosing and by the team or its programs. */
import { useState } from "preact/hooks";
import { api, withQuery } from "~/core/api";
import { formatDateTime, formatMoney } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useAll, useGet } from "~/core/resource";
import { query } from "~/core/router";
import { event, may } from "~/core/session";
import type { Item, Kept, Money, Page } from "~/core/types";
import { DataTable } from "~/ui/data-table";
import { ask } from "~/ui/dialog";
import { EditorDialog } from "~/ui/editor-dialog";
import { MomentField, MoneyField, moneyOf, TextField, useForm } from "~/ui/form";
import { Icon } from "~/ui/icons";
import { Empty, Heading, Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";
import { DateField, dateOf, useDates } from "./dates";
import { PAGE_SIZE, Pager } from "~/ui/listing";
import { WantedField, wantedPayload } from "./wanted";

const PATH = "/app/shop/api/m2m/carts/";

export function Carts() {
  const rows = useGet<Page<Kept>>(withQuery(PATH, { ordering: query.value.get("ordering"), page: query.value.get("page"), page_size: PAGE_SIZE }));
  const [adding, setAdding] = useState(false);
  const add = may("shop", "admin") && (
    <button class="eh-button" type="button" onClick={() => setAdding(true)}>
      <Icon name="plus" /> {t("Reserve an item")}
    </button>
  );
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Carts")} actions={rows.data?.count ? add : undefined} />
      <p class="eh-muted">{t("Items in a cart count toward their quota until they are ordered or the reservation expires.")}</p>
      <Loaded from={rows} lines={4}>
        {(page) =>
          page.count === 0 ? (
            <Empty title={t("All carts are empty")}>
              <p>{t("Nobody is shopping right now, and nothing is reserved.")}</p>
              {add}
            </Empty>
          ) : (
            <>
              <KeptTable rows={page.results} reload={() => void rows.reload()} />
              <Pager page={page} />
            </>
          )
        }
      </Loaded>
      {adding && (
        <Keep
          close={() => setAdding(false)}
          saved={() => {
            setAdding(false);
            toast(t("Saved."));
            void rows.reload();
          }}
        />
      )}
    </div>
  );
}

const thingOf = (row: Kept): string => [localize(row.item_name), localize(row.variation_name)].filter(Boolean).join(", ");

function giveBack(row: Kept, reload: () => void): void {
  ask({
    title: t("Release “{name}”?", { name: thingOf(row) }),
    body: row.cart_id ? t("It becomes available to others immediately.") : t("A visitor has it in their cart. It becomes available to others immediately."),
    action: t("Release"),
    danger: true,
    run: async () => {
      await api.delete(`${PATH}${row.id}/`);
      reload();
    },
  });
}

function KeptTable({ rows, reload }: { rows: Kept[]; reload: () => void }) {
  const dates = useDates();
  const zone = event.value?.timezone;
  const mayWrite = may("shop", "admin");
  return (
    <DataTable<Kept>
      name="carts"
      title={t("Carts")}
      rows={rows}
      keyOf={(row) => row.id}
      nameOf={thingOf}
      file={{ path: PATH }}
      columns={[
        {
          key: "what",
          title: t("What"),
          cell: (row) => (
            <span>
              {thingOf(row)}
              {dates.isSeries && <span class="eh-muted"> · {dateOf(row.subevent, dates.data)}</span>}
              {row.voucher && <span class="eh-muted"> · {t("voucher {code}", { code: row.voucher })}</span>}
            </span>
          ),
        },
        { key: "for", title: t("For"), class: "app-breaks", cell: (row) => row.attendee_name || row.attendee_email || "–" },
        { key: "cart", title: t("Cart"), class: "app-breaks", cell: (row) => row.cart_id ?? t("Visitor's cart") },
        { key: "price", title: t("Price"), end: true, cell: (row) => formatMoney(row.price) },
        { key: "since", title: t("Since"), sort: "created_at", extra: true, class: "eh-nowrap", cell: (row) => formatDateTime(row.created_at, zone) },
        { key: "until", title: t("Reserved until"), sort: "expires_at", class: "eh-nowrap", cell: (row) => formatDateTime(row.expires, zone) },
      ]}
      steps={
        mayWrite
          ? (row) => (
              <button
                class="eh-button eh-button--quiet eh-button--small eh-nowrap"
                type="button"
                aria-label={t("Release: {name}", { name: thingOf(row) })}
                onClick={() => giveBack(row, reload)}
              >
                {t("Release")}
              </button>
            )
          : undefined
      }
    />
  );
}

interface Draft {
  wanted: string;
  subevent: number | null;
  price: string | Money | null;
  attendee_name: string;
  attendee_email: string;
  voucher: string;
  expires: string | null;
  cart_id: string;
}

function Keep({ close, saved }: { close: () => void; saved: () => void }) {
  const items = useAll<Item>("/app/shop/api/m2m/items/");
  const dates = useDates();
  const currency = event.value?.currency ?? "EUR";
  const form = useForm<Draft>(() => ({
    wanted: "",
    subevent: null,
    price: null,
    attendee_name: "",
    attendee_email: "",
    voucher: "",
    expires: null,
    cart_id: "",
  }));
  const send = ({ wanted, cart_id, price, ...values }: Draft): Promise<unknown> =>
    api.post(PATH, { ...values, ...wantedPayload(wanted), price: moneyOf(price, currency, "price"), cart_id: cart_id.trim() || null });
  return (
    <EditorDialog title={t("Reserve an item")} form={form} send={send} close={close} saved={saved} action={t("Reserve")}>
      <WantedField items={items.data ?? []} label={t("What")} />
      {dates.isSeries && <DateField dates={dates.data ?? []} />}
      <div class="eh-fields">
        <MoneyField name="price" label={t("Price")} hint={t("Leave empty for the regular price.")} currency={currency} optional />
        <MomentField name="expires" label={t("Reserved until")} hint={t("Leave empty for 15 minutes.")} timeZone={event.value?.timezone ?? "UTC"} optional />
      </div>
      <div class="eh-fields">
        <TextField name="attendee_name" label={t("Name of the attendee")} maxLength={250} optional />
        <TextField name="attendee_email" label={t("E-mail address")} type="email" maxLength={254} optional />
      </div>
      <div class="eh-fields">
        <TextField name="voucher" label={t("Voucher")} maxLength={255} optional />
        <TextField name="cart_id" label={t("Cart")} hint={t("Ends in @api; programs use it to place the order. Leave empty to generate one.")} maxLength={255} optional />
      </div>
    </EditorDialog>
  );
}
