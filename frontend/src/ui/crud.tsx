/** A list of small things with a dialog to add and change one: categories, tax rules, quotas, lists. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { api } from "~/core/api";
import { t } from "~/core/i18n";
import { useAll } from "~/core/resource";
import type { What } from "~/core/socket";
import { type Column, DataTable } from "~/ui/data-table";
import { askToDeleteAll, EditorDialog } from "~/ui/editor-dialog";
import { useForm } from "~/ui/form";
import { Icon } from "~/ui/icons";
import { LiveStatus, useLive } from "~/ui/live";
import { Empty, Heading, Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";

interface CrudProps<Row extends { id: number }, Draft extends object> {
  title: string;
  intro?: string;
  path: string;
  mayWrite: boolean;
  addLabel: string;
  editLabel: string;
  empty: { title: string; words: string };
  nameOf: (row: Row) => string;
  columns: Column<Row>[];
  draftOf: (row: Row | null, rows: Row[]) => Draft;
  payloadOf: (draft: Draft, row: Row | null) => unknown;
  fields: (draft: Draft, rows: Row[]) => ComponentChildren;
  ready?: boolean;
  /** What it follows: the list is read again when something of this changes at the event. */
  live?: What[];
  /** Below the list. */
  foot?: (reload: () => Promise<void>) => ComponentChildren;
}

export function Crud<Row extends { id: number }, Draft extends object>(props: CrudProps<Row, Draft>) {
  const rows = useAll<Row>(props.path);
  const [editing, setEditing] = useState<Row | "new" | null>(null);
  const state = useLive(rows.reload, props.live ?? null);
  const close = (): void => setEditing(null);
  const add = props.mayWrite && props.ready !== false && (
    <button class="eh-button" type="button" onClick={() => setEditing("new")}>
      <Icon name="plus" /> {props.addLabel}
    </button>
  );
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={props.title} actions={rows.data?.length ? add : undefined} />
      <LiveStatus state={state} />
      {props.intro && <p class="eh-muted">{props.intro}</p>}
      <Loaded from={rows}>
        {(data) =>
          data.length === 0 ? (
            <Empty title={props.empty.title}>
              <p>{props.empty.words}</p>
              {add}
            </Empty>
          ) : (
            <DataTable
              name={tableName(props.path)}
              title={props.title}
              rows={data}
              columns={named(props, setEditing)}
              keyOf={(row) => row.id}
              nameOf={props.nameOf}
              file={{ path: props.path }}
              actions={
                props.mayWrite
                  ? [{ label: t("Delete"), danger: true, run: (some) => askToDeleteAll(some.map((row) => `${props.path}${row.id}/`), rows.reload) }]
                  : []
              }
            />
          )
        }
      </Loaded>
      {props.foot?.(rows.reload)}
      {editing && (
        <Editor
          {...props}
          row={editing === "new" ? null : editing}
          rows={rows.data ?? []}
          close={close}
          saved={() => {
            close();
            toast(t("Saved."));
            void rows.reload();
          }}
          removed={rows.reload}
        />
      )}
    </div>
  );
}

/** "/app/shop/api/m2m/tax-rules/" is the table "tax-rules". */
const tableName = (path: string): string => path.split("/").findLast(Boolean) ?? path;

/** The columns, the first of which opens the row. It sorts by the row's name. */
function named<Row extends { id: number }, Draft extends object>(props: CrudProps<Row, Draft>, open: (row: Row) => void): Column<Row>[] {
  return props.columns.map((column, index) =>
    index > 0
      ? column
      : {
          ...column,
          sort: column.sort ?? props.nameOf,
          cell: (row) =>
            props.mayWrite ? (
              <button type="button" class="app-linkbutton" aria-label={t("Change {name}", { name: props.nameOf(row) })} onClick={() => open(row)}>
                {column.cell(row)}
              </button>
            ) : (
              column.cell(row)
            ),
        },
  );
}

interface EditorProps<Row extends { id: number }, Draft extends object> extends CrudProps<Row, Draft> {
  row: Row | null;
  rows: Row[];
  close: () => void;
  saved: () => void;
  removed: () => unknown;
}

function Editor<Row extends { id: number }, Draft extends object>(props: EditorProps<Row, Draft>) {
  const { row, rows, close, saved, removed } = props;
  const form = useForm<Draft>(() => props.draftOf(row, rows));
  const send = (draft: Draft): Promise<unknown> =>
    row ? api.patch(`${props.path}${row.id}/`, props.payloadOf(draft, row)) : api.post(props.path, props.payloadOf(draft, row));
  return (
    <EditorDialog
      title={row ? props.editLabel : props.addLabel}
      form={form}
      send={send}
      close={close}
      saved={saved}
      remove={row && { path: `${props.path}${row.id}/`, name: props.nameOf(row), removed }}
    >
      {props.fields(form.values.value, rows)}
    </EditorDialog>
  );
}
