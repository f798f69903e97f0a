/** A list whose entries are cards of their own: loading, failed and empty as everywhere. */
import type { ComponentChildren } from "preact";
import type { Resource } from "~/core/resource";
import { Empty, Loaded } from "~/ui/states";

interface Props<Row> {
  from: Resource<Row[]>;
  empty: { title: string; words: string };
  /** What adds the first one, in the empty list. */
  add?: ComponentChildren;
  keyOf: (row: Row) => string | number;
  card: (row: Row) => ComponentChildren;
}

export function CardList<Row>({ from, empty, add, keyOf, card }: Props<Row>) {
  return (
    <Loaded from={from}>
      {(rows) =>
        rows.length === 0 ? (
          <Empty title={empty.title}>
            <p>{empty.words}</p>
            {add}
          </Empty>
        ) : (
          <ul class="app-cards">
            {rows.map((row) => (
              <li key={keyOf(row)}>{card(row)}</li>
            ))}
          </ul>
        )
      }
    </Loaded>
  );
}
