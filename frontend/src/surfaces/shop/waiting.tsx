/** The waiting list: who wants what is sold out, in the order of their turns. */
import { useState } from "preact/hooks";
import { api, type Query, withQuery } from "~/core/api";
import { formatDateTime } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useAll, useGet } from "~/core/resource";
import { query } from "~/core/router";
import { event, may, session } from "~/core/session";
import type { Item, Page, Waiting } from "~/core/types";
import { ask } from "~/ui/dialog";
import { NumberField, SelectField, TextField, useForm } from "~/ui/form";
import { Icon } from "~/ui/icons";
import { Badge, Empty, Heading, Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";
import { copyLines } from "~/ui/clipboard";
import { DataTable, type RowAction } from "~/ui/data-table";
import { askToDeleteAll, EditorDialog } from "~/ui/editor-dialog";
import { DateField, dateOf, useDates } from "./dates";
import { Filter, Filters, PAGE_SIZE, Pager, SearchBox } from "~/ui/listing";
import { WantedField, wantedOf, wantedPayload } from "./wanted";

const PATH = "/app/shop/api/m2m/waiting-list/";

export function WaitingList() {
  const asked = query.value;
  const filters = { search: asked.get("search"), has_voucher: asked.get("has_voucher") };
  const rows = useGet<Page<Waiting>>(withQuery(PATH, { ...filters, ordering: asked.get("ordering"), page: asked.get("page"), page_size: PAGE_SIZE }));
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
      <p class="eh-muted">{t("A voucher sent by e-mail reserves one place for a limited time.")}</p>
      <Filters>
        <SearchBox label={t("Search")} placeholder={t("Name or e-mail address")} />
        <Filter
          name="has_voucher"
          label={t("State")}
          everything={t("All")}
          choices={[
            ["false", t("Waiting")],
            ["true", t("Voucher sent")],
          ]}
        />
      </Filters>
      <Loaded from={rows} lines={6}>
        {(page) =>
          page.count === 0 && !filtered ? (
            <Empty title={t("Nobody is waiting")}>
              <p>{t("When something is sold out, visitors can join this list if the event's settings allow it.")}</p>
              {add}
            </Empty>
          ) : (
            <>
              <WaitingTable rows={page.results} filters={filters} edit={setEditing} reload={() => void rows.reload()} />
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
    body: t("It reserves one place for them for a limited time."),
    action: t("Send voucher"),
    run: async () => {
      await api.post(`/app/shop/api/waiting-list/${row.id}/send-voucher/`, {});
      toast(t("Voucher sent."));
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
    <EditorDialog
      title={row ? t("Change entry") : t("New entry")}
      form={form}
      send={send}
      close={close}
      saved={saved}
      remove={row && { path: `${PATH}${row.id}/`, name: nameOf(row), body: t("They lose their place in line."), removed }}
    >
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
        <NumberField name="priority" label={t("Priority")} hint={t("Larger numbers come first.")} />
      </div>
    </EditorDialog>
  );
}

const thingOf = (row: Waiting): string => [localize(row.item_name), localize(row.variation_name)].filter(Boolean).join(", ");

const nameOf = (row: Waiting): string => row.name || row.email;

interface TableProps {
  rows: Waiting[];
  filters: Query;
  edit: (row: Waiting) => void;
  reload: () => void;
}

function WaitingTable({ rows, filters, edit, reload }: TableProps) {
  const dates = useDates();
  if (!rows.length) return null;
  const mayWrite = may("shop", "admin");
  const name = (row: Waiting) => (
    <span>
      {mayWrite && !row.voucher ? (
        <button type="button" class="app-linkbutton" aria-label={t("Change {name}", { name: nameOf(row) })} onClick={() => edit(row)}>
          {nameOf(row)}
        </button>
      ) : (
        nameOf(row)
      )}
      {row.name && <span class="eh-muted"> {row.email}</span>}
    </span>
  );
  const voucher = (row: Waiting) => {
    if (row.voucher) return <Badge tone="success">{row.voucher}</Badge>;
    if (!mayWrite) return t("Waiting");
    return (
      <button class="eh-button eh-button--secondary eh-button--small eh-nowrap" type="button" onClick={() => sendVoucher(row, reload)}>
        {t("Send voucher")}
      </button>
    );
  };
  const actions: RowAction<Waiting>[] = [{ label: t("Copy e-mail addresses"), run: (some) => copyLines(some.map((row) => row.email)) }];
  if (mayWrite) actions.push({ label: t("Delete"), danger: true, run: (some) => askToDeleteAll(some.map((row) => `${PATH}${row.id}/`), reload) });
  return (
    <DataTable<Waiting>
      name="waiting-list"
      title={t("Waiting list")}
      rows={rows}
      keyOf={(row) => row.id}
      nameOf={nameOf}
      file={{ path: PATH, filters }}
      actions={actions}
      columns={[
        { key: "name", title: t("Name"), sort: "email", class: "app-breaks app-wide", cell: name },
        {
          key: "item",
          title: t("Waits for"),
          cell: (row) => (
            <span>
              {thingOf(row)}
              {dates.isSeries && <span class="eh-muted"> · {dateOf(row.subevent ?? null, dates.data)}</span>}
              {row.priority !== 0 && <span class="eh-muted"> · {t("priority {n}", { n: row.priority })}</span>}
            </span>
          ),
        },
        { key: "phone", title: t("Phone number"), extra: true, cell: (row) => row.phone || "–" },
        { key: "priority", title: t("Priority"), sort: "priority", end: true, extra: true, cell: (row) => row.priority },
        { key: "since", title: t("Since"), sort: "created_at", class: "eh-nowrap", cell: (row) => formatDateTime(row.created_at, event.value?.timezone) },
        { key: "voucher", title: t("Voucher"), cell: voucher },
      ]}
    />
  );
}
