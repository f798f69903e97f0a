/** The waiting list: who wants what is sold out, in the order of their turns. */
import { useState } from "preact/hooks";
import { api, withQuery } from "~/core/api";
import { formatDateTime } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useAll, useGet } from "~/core/resource";
import { query } from "~/core/router";
import { event, may, session } from "~/core/session";
import type { Item, Page, Waiting } from "~/core/types";
import { ask, CancelButton, Dialog } from "~/ui/dialog";
import { Form, NumberField, SelectField, SubmitButton, TextField, useForm } from "~/ui/form";
import { Icon } from "~/ui/icons";
import { Badge, Empty, Heading, Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";
import { type CsvColumns, SaveAsCsv } from "~/ui/csv";
import { DateField, dateOf, useDates } from "./dates";
import { Filter, Filters, PAGE_SIZE, Pager, SearchBox } from "~/ui/listing";
import { WantedField, wantedOf, wantedPayload } from "./wanted";

const PATH = "/app/shop/api/m2m/waiting-list/";

export function WaitingList() {
  const asked = query.value;
  const filters = { search: asked.get("search"), has_voucher: asked.get("has_voucher") };
  const rows = useGet<Page<Waiting>>(withQuery(PATH, { ...filters, page: asked.get("page"), page_size: PAGE_SIZE }));
  const filtered = Object.values(filters).some(Boolean);
  const [editing, setEditing] = useState<Waiting | "new" | null>(null);
  const add = may("shop", "admin") && (
    <button class="eh-button" type="button" onClick={() => setEditing("new")}>
      <Icon name="plus" /> {t("New entry")}
    </button>
  );
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Waiting list")} actions={rows.data?.count || filtered ? add : undefined} />
      <p class="eh-muted">{t("A voucher keeps one place for somebody for a while, and is sent to them by mail.")}</p>
      <Filters>
        <SearchBox label={t("Search")} placeholder={t("Name or e-mail address")} />
        <Filter
          name="has_voucher"
          label={t("State")}
          everything={t("All")}
          choices={[
            ["false", t("Waiting")],
            ["true", t("Got a voucher")],
          ]}
        />
      </Filters>
      <Loaded from={rows} lines={6}>
        {(page) =>
          page.count === 0 && !filtered ? (
            <Empty title={t("Nobody waits")}>
              <p>{t("When something is sold out, visitors can put themselves on this list if the event's settings allow it.")}</p>
              {add}
            </Empty>
          ) : (
            <>
              <WaitingTable rows={page.results} edit={setEditing} reload={() => void rows.reload()} />
              {page.count > 0 && <SaveAsCsv<Waiting> path={PATH} filters={filters} name="waiting-list" columns={CSV} />}
              <Pager page={page} />
            </>
          )
        }
      </Loaded>
      {editing && (
        <Editor
          row={editing === "new" ? null : editing}
          close={() => setEditing(null)}
          removed={() => void rows.reload()}
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

function sendVoucher(row: Waiting, reload: () => void): void {
  ask({
    title: t("Send a voucher to {name}?", { name: row.name || row.email }),
    body: t("It keeps one place for them for a while."),
    action: t("Send voucher"),
    run: async () => {
      await api.post(`/app/shop/api/waiting-list/${row.id}/send-voucher/`, {});
      toast(t("The voucher was sent."));
      reload();
    },
  });
}

function remove(row: Waiting, reload: () => void): void {
  ask({
    title: t("Delete “{name}”?", { name: row.name || row.email }),
    body: t("They lose their turn."),
    action: t("Delete"),
    danger: true,
    run: async () => {
      await api.delete(`${PATH}${row.id}/`);
      reload();
    },
  });
}

interface Draft {
  name: string;
  email: string;
  phone: string;
  wanted: string;
  subevent: number | null;
  locale: string;
  priority: number | null;
}

interface EditorProps {
  row: Waiting | null;
  close: () => void;
  saved: () => void;
  removed: () => void;
}

function Editor({ row, close, saved, removed }: EditorProps) {
  const items = useAll<Item>("/app/shop/api/m2m/items/");
  const dates = useDates();
  const form = useForm<Draft>(() => ({
    name: row?.name ?? "",
    email: row?.email ?? "",
    phone: row?.phone ?? "",
    wanted: wantedOf(row),
    subevent: row?.subevent ?? null,
    locale: row?.locale ?? "en",
    priority: row?.priority ?? 0,
  }));
  const send = ({ wanted, priority, ...values }: Draft): Promise<unknown> => {
    const payload = { ...values, ...wantedPayload(wanted), priority: priority ?? 0 };
    return row ? api.patch(`${PATH}${row.id}/`, payload) : api.post(PATH, payload);
  };
  return (
    <Dialog title={row ? t("Change entry") : t("New entry")} close={close} wide>
      <Form form={form} send={send} done={saved}>
        <div class="eh-fields">
          <TextField name="name" label={t("Name")} maxLength={250} optional />
          <TextField name="email" label={t("E-mail address")} type="email" maxLength={254} />
        </div>
        <WantedField items={items.data ?? []} label={t("Waits for")} />
        {dates.isSeries && <DateField dates={dates.data ?? []} />}
        <div class="eh-fields">
          <TextField name="phone" label={t("Phone number")} type="tel" maxLength={40} optional />
          <SelectField
            name="locale"
            label={t("Language of the mails")}
            choices={(session.value?.languages ?? [["en", "English"]]).map(([value, label]) => ({ value, label }))}
          />
          <NumberField name="priority" label={t("Priority")} hint={t("Larger numbers have their turn first.")} />
        </div>
        <div class="eh-dialog__actions">
          {row && (
            <button
              class="eh-button eh-button--quiet"
              type="button"
              style={{ marginInlineEnd: "auto" }}
              onClick={() => {
                close();
                remove(row, removed);
              }}
            >
              {t("Delete")}
            </button>
          )}
          <CancelButton close={close} />
          <SubmitButton>{t("Save")}</SubmitButton>
        </div>
      </Form>
    </Dialog>
  );
}

const thingOf = (row: Waiting): string => [localize(row.item_name), localize(row.variation_name)].filter(Boolean).join(", ");

const CSV: CsvColumns<Waiting> = [
  ["name", (row) => row.name],
  ["email", (row) => row.email],
  ["phone", (row) => row.phone],
  ["waits_for", thingOf],
  ["priority", (row) => row.priority],
  ["since", (row) => row.created_at],
  ["voucher", (row) => row.voucher],
];

function WaitingTable({ rows, edit, reload }: { rows: Waiting[]; edit: (row: Waiting) => void; reload: () => void }) {
  const dates = useDates();
  if (!rows.length) return null;
  const mayWrite = may("shop", "admin");
  return (
    <div class="eh-card eh-card--flush">
      <table class="eh-table eh-table--cards">
        <caption class="eh-visually-hidden">{t("Waiting list")}</caption>
        <thead>
          <tr>
            <th scope="col">{t("Name")}</th>
            <th scope="col">{t("Waits for")}</th>
            <th scope="col">{t("Since")}</th>
            <th scope="col">{t("Voucher")}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id}>
              <td data-label={t("Name")} class="app-breaks app-wide">
                <span>
                  {mayWrite && !row.voucher ? (
                    <button
                      type="button"
                      class="app-linkbutton"
                      aria-label={t("Change {name}", { name: row.name || row.email })}
                      onClick={() => edit(row)}
                    >
                      {row.name || row.email}
                    </button>
                  ) : (
                    row.name || row.email
                  )}
                  {row.name && <span class="eh-muted"> {row.email}</span>}
                </span>
              </td>
              <td data-label={t("Waits for")}>
                <span>
                  {thingOf(row)}
                  {dates.isSeries && <span class="eh-muted"> · {dateOf(row.subevent, dates.data)}</span>}
                  {row.priority !== 0 && <span class="eh-muted"> · {t("priority {n}", { n: row.priority })}</span>}
                </span>
              </td>
              <td data-label={t("Since")} class="eh-nowrap">
                {formatDateTime(row.created_at, event.value?.timezone)}
              </td>
              <td data-label={t("Voucher")}>
                {row.voucher ? (
                  <Badge tone="success">{row.voucher}</Badge>
                ) : mayWrite ? (
                  <button class="eh-button eh-button--secondary eh-button--small eh-nowrap" type="button" onClick={() => sendVoucher(row, reload)}>
                    {t("Send voucher")}
                  </button>
                ) : (
                  t("Waiting")
                )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
