/** A list of small things with a dialog to add and change one: categories, tax rules, quotas, lists. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { api } from "~/core/api";
import { t } from "~/core/i18n";
import { useAll } from "~/core/resource";
import { ask, CancelButton, Dialog } from "~/ui/dialog";
import { Form, SubmitButton, useForm } from "~/ui/form";
import { Icon } from "~/ui/icons";
import { Empty, Heading, Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";

export interface Column<Row> {
  title: string;
  cell: (row: Row) => ComponentChildren;
  end?: boolean;
}

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
}

export function Crud<Row extends { id: number }, Draft extends object>(props: CrudProps<Row, Draft>) {
  const rows = useAll<Row>(props.path);
  const [editing, setEditing] = useState<Row | "new" | null>(null);
  const close = (): void => setEditing(null);
  const add = props.mayWrite && props.ready !== false && (
    <button class="eh-button" type="button" onClick={() => setEditing("new")}>
      <Icon name="plus" /> {props.addLabel}
    </button>
  );
  const remove = (row: Row): void => {
    close();
    ask({
      title: t("Delete “{name}”?", { name: props.nameOf(row) }),
      body: t("This cannot be taken back."),
      action: t("Delete"),
      danger: true,
      run: async () => {
        await api.delete(`${props.path}${row.id}/`);
        toast(t("“{name}” was deleted.", { name: props.nameOf(row) }));
        await rows.reload();
      },
    });
  };
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={props.title} actions={rows.data?.length ? add : undefined} />
      {props.intro && <p class="eh-muted">{props.intro}</p>}
      <Loaded from={rows}>
        {(data) =>
          data.length === 0 ? (
            <Empty title={props.empty.title}>
              <p>{props.empty.words}</p>
              {add}
            </Empty>
          ) : (
            <div class="eh-card eh-card--flush">
              <table class="eh-table eh-table--cards">
                <caption class="eh-visually-hidden">{props.title}</caption>
                <thead>
                  <tr>
                    {props.columns.map((column) => (
                      <th key={column.title} scope="col" class={column.end ? "eh-end" : ""}>
                        {column.title}
                      </th>
                    ))}
                  </tr>
                </thead>
                <tbody>
                  {data.map((row) => (
                    <tr key={row.id}>
                      {props.columns.map((column, index) => (
                        <td key={column.title} data-label={column.title} class={column.end ? "eh-end eh-number" : ""}>
                          {index === 0 && props.mayWrite ? (
                            <button
                              type="button"
                              class="app-linkbutton"
                              aria-label={t("Change {name}", { name: props.nameOf(row) })}
                              onClick={() => setEditing(row)}
                            >
                              {column.cell(row)}
                            </button>
                          ) : (
                            column.cell(row)
                          )}
                        </td>
                      ))}
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )
        }
      </Loaded>
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
          remove={remove}
        />
      )}
    </div>
  );
}

interface EditorProps<Row extends { id: number }, Draft extends object> extends CrudProps<Row, Draft> {
  row: Row | null;
  rows: Row[];
  close: () => void;
  saved: () => void;
  remove: (row: Row) => void;
}

function Editor<Row extends { id: number }, Draft extends object>(props: EditorProps<Row, Draft>) {
  const { row, rows, close } = props;
  const form = useForm<Draft>(() => props.draftOf(row, rows));
  const send = (draft: Draft): Promise<unknown> =>
    row ? api.patch(`${props.path}${row.id}/`, props.payloadOf(draft, row)) : api.post(props.path, props.payloadOf(draft, row));
  return (
    <Dialog title={row ? props.editLabel : props.addLabel} close={close} wide>
      <Form form={form} send={send} done={props.saved}>
        {props.fields(form.values.value, rows)}
        <div class="eh-dialog__actions">
          {row && (
            <button class="eh-button eh-button--quiet" type="button" style={{ marginInlineEnd: "auto" }} onClick={() => props.remove(row)}>
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
