/** The table of every list: sort, choose columns, choose rows and act on them, save as a file; cards on phones.
 *
 * Rows are either all there (then `sort` is a value, and they are put in order here) or a page of the server's (then
 * `sort` is the name that the server orders by, and the address holds it).
 */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import type { Query } from "~/core/api";
import { plural, t } from "~/core/i18n";
import { query, setQuery } from "~/core/router";
import { Icon } from "~/ui/icons";
import { inSight, keepColumns, keptColumns, nextOrder, type Order, orderFrom, orderText, sorted, type Value } from "~/ui/table-state";
import { ColumnChoice, SaveButtons } from "~/ui/table-tools";

export interface Column<Row> {
  /** Names the column where it is kept; its title when left out. */
  key?: string;
  title: string;
  cell: (row: Row) => ComponentChildren;
  sort?: string | ((row: Row) => Value);
  end?: boolean;
  class?: string;
  /** Not in sight until somebody chooses it. */
  extra?: boolean;
}

export interface RowAction<Row> {
  label: string;
  danger?: boolean;
  /** Resolves when the rows may be let go of. */
  run: (rows: Row[]) => Promise<unknown> | void;
}

interface Props<Row> {
  /** Names the table in the browser's storage. */
  name: string;
  title: string;
  rows: Row[];
  columns: Column<Row>[];
  keyOf: (row: Row) => string | number;
  nameOf: (row: Row) => string;
  /** What can be done with several rows; without any, rows cannot be chosen. */
  actions?: RowAction<Row>[];
  /** Where the list can be had as a file, and with which filters. */
  file?: { path: string; filters?: Query };
  /** At the end of each row. */
  steps?: (row: Row) => ComponentChildren;
}

type Known<Row> = Column<Row> & { key: string };

export function DataTable<Row>(props: Props<Row>) {
  const columns: Known<Row>[] = props.columns.map((column) => ({ ...column, key: column.key ?? column.title }));
  const [kept, setKept] = useState(() => keptColumns(props.name));
  const { order, turn, rows } = useOrder(props.rows, columns);
  const chosen = useChosen(rows, props.keyOf);
  const keys = inSight(columns, kept);
  const shown = columns.filter((column) => keys.includes(column.key));
  const keep = (next: string[] | null): void => {
    keepColumns(props.name, next);
    setKept(next);
  };
  const choosable = Boolean(props.actions?.length);
  return (
    <div class="eh-stack eh-stack--tight">
      <div class="app-table-tools">
        <PhoneOrder columns={shown} order={order} turn={turn} />
        {columns.length > 3 && <ColumnChoice columns={columns} shown={keys} choose={keep} />}
        {props.file && <SaveButtons {...props.file} name={props.name} ordering={order && typeof columnOf(columns, order)?.sort === "string" ? orderText(order) : null} />}
      </div>
      {choosable && <Actions chosen={chosen} actions={props.actions ?? []} />}
      <div class="eh-card eh-card--flush app-table-wrap">
        <table class="eh-table eh-table--cards">
          <caption class="eh-visually-hidden">{props.title}</caption>
          <thead>
            <tr>
              {choosable && (
                <th scope="col" class="app-check-cell">
                  <input
                    type="checkbox"
                    aria-label={t("Select all rows")}
                    checked={chosen.rows.length === rows.length && rows.length > 0}
                    ref={(box) => {
                      if (box) box.indeterminate = chosen.rows.length > 0 && chosen.rows.length < rows.length;
                    }}
                    onChange={() => chosen.all(chosen.rows.length < rows.length)}
                  />
                </th>
              )}
              {shown.map((column) => (
                <HeadCell key={column.key} column={column} order={order} turn={turn} />
              ))}
              {props.steps && (
                <th scope="col">
                  <span class="eh-visually-hidden">{t("Steps")}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={props.keyOf(row)} class={chosen.has(row) ? "is-chosen" : undefined}>
                {choosable && (
                  <td class="app-check-cell">
                    <label>
                      <span class="eh-visually-hidden">{t("Select {name}", { name: props.nameOf(row) })}</span>
                      <input type="checkbox" checked={chosen.has(row)} onChange={() => chosen.turn(row)} />
                    </label>
                  </td>
                )}
                {shown.map((column) => (
                  <td key={column.key} data-label={column.title} class={`${column.end ? "eh-end eh-number" : ""} ${column.class ?? ""}`}>
                    {column.cell(row)}
                  </td>
                ))}
                {props.steps && <td class="eh-end">{props.steps(row)}</td>}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </div>
  );
}

const columnOf = <Row,>(columns: Known<Row>[], order: Order): Known<Row> | undefined =>
  columns.find((column) => (typeof column.sort === "string" ? column.sort : column.key) === order.key);

const sortKey = <Row,>(column: Known<Row>): string => (typeof column.sort === "string" ? column.sort : column.key);

/** The order of the rows: in the address where the server sorts, else here. */
function useOrder<Row>(rows: Row[], columns: Known<Row>[]): { order: Order | null; turn: (key: string) => void; rows: Row[] } {
  const [local, setLocal] = useState<Order | null>(null);
  const asked = columns.some((column) => typeof column.sort === "string") ? orderFrom(query.value.get("ordering")) : null;
  const order = local ?? asked;
  const by = order && columnOf(columns, order)?.sort;
  const turn = (key: string): void => {
    const next = nextOrder(order, key);
    const server = columns.some((column) => column.sort === key);
    if (server) setQuery({ ordering: next && orderText(next), page: null });
    setLocal(server ? null : next);
  };
  return { order, turn, rows: order && typeof by === "function" ? sorted(rows, by, order.down) : rows };
}

interface HeadProps<Row> {
  column: Known<Row>;
  order: Order | null;
  turn: (key: string) => void;
}

const SORT_ICONS = { none: "sort", ascending: "up", descending: "down" } as const;

function HeadCell<Row>({ column, order, turn }: HeadProps<Row>) {
  const style = column.end ? "eh-end" : "";
  if (!column.sort)
    return (
      <th scope="col" class={style}>
        {column.title}
      </th>
    );
  const key = sortKey(column);
  const state = order?.key === key ? (order.down ? "descending" : "ascending") : "none";
  return (
    <th scope="col" class={style} aria-sort={state}>
      <button type="button" class="app-sort" onClick={() => turn(key)}>
        {column.title}
        <Icon name={SORT_ICONS[state]} size={14} />
      </button>
    </th>
  );
}

/** Cards have no head to press: phones choose the order from a list. */
function PhoneOrder<Row>({ columns, order, turn }: { columns: Known<Row>[]; order: Order | null; turn: (key: string) => void }) {
  const id = useId();
  const sortable = columns.filter((column) => column.sort);
  if (!sortable.length) return null;
  return (
    <div class="app-phone-order">
      <label class="eh-visually-hidden" for={id}>
        {t("Sort by")}
      </label>
      <select id={id} class="eh-input" value={order?.key ?? ""} onChange={(event) => turn(event.currentTarget.value || (order?.key ?? ""))}>
        <option value="">{t("Sort by")}</option>
        {sortable.map((column) => (
          <option key={column.key} value={sortKey(column)}>
            {column.title}
          </option>
        ))}
      </select>
      {order && (
        <button
          class="eh-button eh-button--secondary eh-button--icon"
          type="button"
          aria-label={order.down ? t("Sorted descending. Press to clear.") : t("Sorted ascending. Press to reverse.")}
          onClick={() => turn(order.key)}
        >
          <Icon name={order.down ? "down" : "up"} size={16} />
        </button>
      )}
    </div>
  );
}

interface Chosen<Row> {
  rows: Row[];
  has: (row: Row) => boolean;
  turn: (row: Row) => void;
  all: (on: boolean) => void;
}

/** Which rows are chosen. Rows that go away are no longer. */
function useChosen<Row>(rows: Row[], keyOf: (row: Row) => string | number): Chosen<Row> {
  const [keys, setKeys] = useState<ReadonlySet<string | number>>(new Set());
  const there = rows.filter((row) => keys.has(keyOf(row)));
  useEffect(() => {
    if (there.length < keys.size) setKeys(new Set(there.map(keyOf)));
  }, [rows]);
  return {
    rows: there,
    has: (row) => keys.has(keyOf(row)),
    turn: (row) => {
      const next = new Set(keys);
      if (!next.delete(keyOf(row))) next.add(keyOf(row));
      setKeys(next);
    },
    all: (on) => setKeys(new Set(on ? rows.map(keyOf) : [])),
  };
}

function Actions<Row>({ chosen, actions }: { chosen: Chosen<Row>; actions: RowAction<Row>[] }) {
  const [busy, setBusy] = useState(false);
  const run = async (action: RowAction<Row>): Promise<void> => {
    setBusy(true);
    try {
      await action.run(chosen.rows);
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="app-table-actions" role="status" hidden={chosen.rows.length === 0}>
      <span>{plural(chosen.rows.length, "{n} row selected", "{n} rows selected")}</span>
      {chosen.rows.length > 0 && (
        <>
          {actions.map((action) => (
            <button
              key={action.label}
              class={`eh-button eh-button--small ${action.danger ? "eh-button--danger" : "eh-button--secondary"}`}
              type="button"
              disabled={busy}
              onClick={() => void run(action)}
            >
              {action.label}
            </button>
          ))}
          <button class="eh-button eh-button--quiet eh-button--small" type="button" onClick={() => chosen.all(false)}>
            {t("Clear selection")}
          </button>
        </>
      )}
    </div>
  );
}
