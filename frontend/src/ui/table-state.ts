/** What a table remembers and how its rows are put in order. Pure but for the browser's storage. */

export type Value = string | number | boolean | null | undefined;

export interface Order {
  key: string;
  down: boolean;
}

/** `-datetime` as the server writes it. */
export const orderFrom = (text: string | null): Order | null =>
  text ? { key: text.replace(/^-/, ""), down: text.startsWith("-") } : null;
export const orderText = (order: Order): string => (order.down ? `-${order.key}` : order.key);

/** Up, then down, then as the list comes by itself. */
export function nextOrder(now: Order | null, key: string): Order | null {
  if (now?.key !== key) return { key, down: false };
  return now.down ? null : { key, down: true };
}

const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: "base" });

function compare(one: Value, other: Value): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return collator.compare(String(one), String(other));
}

/** Rows by a value of each. What has none comes last, whichever way. */
export function sorted<Row>(rows: Row[], value: (row: Row) => Value, down: boolean): Row[] {
  const empty = (row: Row): boolean => value(row) === null || value(row) === undefined || value(row) === "";
  return rows.toSorted((one, other) => {
    if (empty(one) || empty(other)) return Number(empty(one)) - Number(empty(other));
    return (down ? -1 : 1) * compare(value(one), value(other));
  });
}

const place = (table: string): string => `eventhub.columns.${table}`;

/** The columns that somebody chose for a table in this browser, or null while they chose none. */
export function keptColumns(table: string): string[] | null {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(place(table)) ?? "null");
    return Array.isArray(kept) && kept.every((one) => typeof one === "string") ? kept : null;
  } catch {
    return null;
  }
}

/** Keeps the choice; null forgets it. Where a browser keeps nothing, the choice lasts as long as the page. */
export function keepColumns(table: string, columns: string[] | null): void {
  try {
    if (columns === null) localStorage.removeItem(place(table));
    else localStorage.setItem(place(table), JSON.stringify(columns));
  } catch {
    // A private window: nothing is kept.
  }
}

/** The keys in sight: what was chosen, as far as it still exists, in the table's own order; the first column always. */
export function inSight(columns: { key: string; extra?: boolean }[], kept: string[] | null): string[] {
  return columns.filter((column, index) => index === 0 || (kept ? kept.includes(column.key) : !column.extra)).map((column) => column.key);
}
