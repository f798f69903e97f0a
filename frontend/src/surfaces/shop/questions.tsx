/** The form: what attendees are asked, in which order, and for which items. */
import { useState } from "preact/hooks";
import { api } from "~/core/api";
import { localize, t } from "~/core/i18n";
import { useAll } from "~/core/resource";
import { may } from "~/core/session";
import type { Item, Question } from "~/core/types";
import { type Column, DataTable } from "~/ui/data-table";
import { askToDeleteAll } from "~/ui/editor-dialog";
import { Icon } from "~/ui/icons";
import { Badge, Empty, Heading, Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";
import { moved, MoveButtons } from "~/ui/moving";
import { Editor, typeWord } from "./question";

const PATH = "/app/shop/api/m2m/questions/";
export function Questions() {
  const questions = useAll<Question>(PATH);
  const items = useAll<Item>("/app/shop/api/m2m/items/");
  const [editing, setEditing] = useState<Question | "new" | null>(null);
  const [spoken, setSpoken] = useState("");
  const [moving, setMoving] = useState(0);
  const mayWrite = may("shop", "admin");
  const rows = (questions.data ?? []).toSorted((a, b) => a.position - b.position || a.id - b.id);
  const known = items.data ?? [];
  const close = (): void => setEditing(null);
  const add = mayWrite && (
    <button class="eh-button" type="button" onClick={() => setEditing("new")}>
      <Icon name="plus" /> {t("New question")}
    </button>
  );
  /** Shows the new order at once, then tells the server; what it refuses comes back by reading again. */
  const move = async (from: number, to: number): Promise<void> => {
    const next = moved(rows, from, to).map((row, position) => ({ ...row, position }));
    const changed = next.filter((row) => rows.find((old) => old.id === row.id)?.position !== row.position);
    questions.set(next);
    setMoving((count) => count + 1);
    setSpoken(t("{question} is now number {n}.", { question: localize(next[to]?.question), n: to + 1 }));
    try {
      await Promise.all(changed.map((row) => api.patch(`${PATH}${row.id}/`, { position: row.position })));
    } catch {
      toast(t("The new order was not saved."), "danger");
      await questions.reload();
    } finally {
      setMoving((count) => count - 1);
    }
  };
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Form")} actions={rows.length ? add : undefined} />
      <p class="eh-muted">{t("Names and e-mail addresses are always asked. Add what else you need to know about each attendee.")}</p>
      <p class="eh-visually-hidden" aria-live="polite">
        {spoken}
      </p>
      <Loaded from={questions}>
        {() =>
          rows.length === 0 ? (
            <Empty title={t("No questions")}>
              <p>{t("Short forms are completed more often. Ask only what you need.")}</p>
              {add}
            </Empty>
          ) : (
            <div aria-busy={moving > 0} class="app-questions">
              <QuestionTable rows={rows} items={known} open={mayWrite ? setEditing : null} move={(from, to) => void move(from, to)} removed={questions.reload} />
            </div>
          )
        }
      </Loaded>
      {editing && (
        <Editor
          question={editing === "new" ? null : editing}
          others={rows.filter((row) => editing === "new" || row.id !== editing.id)}
          position={rows.length}
          items={known}
          close={close}
          saved={() => {
            close();
            toast(t("Saved."));
            void questions.reload();
          }}
          removed={questions.reload}
        />
      )}
    </div>
  );
}

interface TableProps {
  rows: Question[];
  items: Item[];
  /** null: for those who may only look. */
  open: ((row: Question) => void) | null;
  move: (from: number, to: number) => void;
  removed: () => unknown;
}

function QuestionTable({ rows, items, open, move, removed }: TableProps) {
  const remove = (some: Question[]): void =>
    askToDeleteAll(
      some.map((row) => `${PATH}${row.id}/`),
      removed,
      t("Their answers are deleted too. This cannot be undone."),
    );
  const steps = (row: Question) => (
    <span class="eh-row" style={{ flexWrap: "nowrap" }}>
      <MoveButtons name={localize(row.question)} index={rows.indexOf(row)} last={rows.length - 1} move={move} />
    </span>
  );
  return (
    <DataTable
      name="questions"
      title={t("Questions")}
      rows={rows}
      columns={columnsOf(rows, items, open)}
      keyOf={(row) => row.id}
      nameOf={(row) => localize(row.question)}
      file={{ path: PATH }}
      actions={open ? [{ label: t("Delete"), danger: true, run: remove }] : []}
      steps={open ? steps : undefined}
    />
  );
}

/** The order is the organizer's: what is asked first stands first, so no column sorts. */
function columnsOf(rows: Question[], items: Item[], open: ((row: Question) => void) | null): Column<Question>[] {
  const depends = rows.some((row) => row.dependency_question !== null);
  return [
    {
      key: "question",
      title: t("Question"),
      class: "app-breaks app-wide",
      cell: (row) =>
        open ? (
          <button type="button" class="app-linkbutton" onClick={() => open(row)}>
            {localize(row.question)}
          </button>
        ) : (
          <strong>{localize(row.question)}</strong>
        ),
    },
    { key: "type", title: t("Answer"), cell: (row) => typeWord(row.type) },
    { key: "how", title: t("How"), cell: (row) => <How row={row} /> },
    { key: "items", title: t("Asked for"), class: "app-wide", cell: (row) => (row.items.length ? namesOf(row, items) : t("nothing yet")) },
    { key: "after", title: t("Depends on"), extra: !depends, cell: (row) => (row.dependency_question === null ? "–" : askedAfter(row, rows)) },
    { key: "identifier", title: t("Identifier"), extra: true, cell: (row) => row.identifier },
  ];
}

const How = ({ row }: { row: Question }) => (
  <span class="eh-row">
    {row.required ? <Badge tone="primary">{t("Required")}</Badge> : <span class="eh-muted">{t("Optional")}</span>}
    {row.ask_during_checkin && <Badge tone="info">{t("Asked at the door")}</Badge>}
    {row.hidden && <Badge tone="">{t("Team only")}</Badge>}
  </span>
);

const askedAfter = (row: Question, rows: Question[]): string =>
  t("only after “{question}”", { question: localize(rows.find((one) => one.id === row.dependency_question)?.question) });

const namesOf = (row: Question, items: Item[]): string =>
  items
    .filter((item) => row.items.includes(item.id))
    .map((item) => localize(item.name))
    .join(", ");
