/** The form: what attendees are asked, in which order, and for which items. */
import { useState } from "preact/hooks";
import { api } from "~/core/api";
import { localize, t } from "~/core/i18n";
import { useAll } from "~/core/resource";
import { may } from "~/core/session";
import type { Item, Question } from "~/core/types";
import { ask } from "~/ui/dialog";
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
  const remove = (row: Question): void => {
    close();
    ask({
      title: t("Delete “{name}”?", { name: localize(row.question) }),
      body: t("Its answers go with it. This cannot be taken back."),
      action: t("Delete"),
      danger: true,
      run: async () => {
        await api.delete(`${PATH}${row.id}/`);
        await questions.reload();
      },
    });
  };
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Form")} actions={rows.length ? add : undefined} />
      <p class="eh-muted">{t("Names and e-mail addresses are asked anyway. Ask here what else you need to know of each attendee.")}</p>
      <p class="eh-visually-hidden" aria-live="polite">
        {spoken}
      </p>
      <Loaded from={questions}>
        {() =>
          rows.length === 0 ? (
            <Empty title={t("No questions")}>
              <p>{t("A short form is filled in; a long one is given up. Ask what you need.")}</p>
              {add}
            </Empty>
          ) : (
            <ol class="eh-card eh-card--flush eh-lines app-questions" aria-busy={moving > 0}>
              {rows.map((row, index) => (
                <li key={row.id}>
                  <div class="eh-stack eh-stack--tight">
                    <span>
                      {mayWrite ? (
                        <button type="button" class="app-linkbutton" onClick={() => setEditing(row)}>
                          {localize(row.question)}
                        </button>
                      ) : (
                        <strong>{localize(row.question)}</strong>
                      )}
                    </span>
                    <span class="eh-row eh-small eh-muted">
                      <span>{typeWord(row.type)}</span>
                      {row.required && <Badge tone="primary">{t("Required")}</Badge>}
                      {row.ask_during_checkin && <Badge tone="info">{t("Asked at the door")}</Badge>}
                      {row.hidden && <Badge tone="">{t("Team only")}</Badge>}
                      <span>{row.items.length ? askedFor(row, known) : t("asked for nothing yet")}</span>
                      {row.dependency_question !== null && <span>{askedAfter(row, rows)}</span>}
                    </span>
                  </div>
                  {mayWrite && (
                    <span class="eh-row" style={{ flexWrap: "nowrap" }}>
                      <MoveButtons name={localize(row.question)} index={index} last={rows.length - 1} move={(from, to) => void move(from, to)} />
                    </span>
                  )}
                </li>
              ))}
            </ol>
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
          remove={remove}
        />
      )}
    </div>
  );
}

const askedAfter = (row: Question, rows: Question[]): string =>
  t("only after “{question}”", { question: localize(rows.find((one) => one.id === row.dependency_question)?.question) });

const askedFor = (row: Question, items: Item[]): string =>
  t("for {items}", {
    items: items
      .filter((item) => row.items.includes(item.id))
      .map((item) => localize(item.name))
      .join(", "),
  });
