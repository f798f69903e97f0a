/** The form: what attendees are asked, in which order, and for which items. */
import { useState } from "preact/hooks";
import { api } from "~/core/api";
import { localize, t } from "~/core/i18n";
import { useAll } from "~/core/resource";
import { may } from "~/core/session";
import type { Item, Question, QuestionOption, QuestionType, Text } from "~/core/types";
import { ask, CancelButton, Dialog } from "~/ui/dialog";
import { CheckField, CheckListField, Form, type FormState, I18nField, SelectField, SubmitButton, tidy, useForm } from "~/ui/form";
import { Icon } from "~/ui/icons";
import { Badge, Empty, Heading, Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";
import { moved, MoveButtons } from "./item";

const PATH = "/app/shop/api/m2m/questions/";
const CHOICE_TYPES = new Set<QuestionType>(["C", "M"]);

const typeWord = (type: QuestionType): string =>
  ({
    S: t("Short text"),
    T: t("Long text"),
    B: t("Yes or no"),
    C: t("One of several"),
    M: t("Several of several"),
    N: t("Number"),
    D: t("Date"),
    H: t("Time"),
    W: t("Date and time"),
    CC: t("Country"),
    TEL: t("Phone number"),
  })[type];
const TYPES: QuestionType[] = ["S", "T", "B", "C", "M", "N", "D", "H", "W", "CC", "TEL"];

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

const askedFor = (row: Question, items: Item[]): string =>
  t("for {items}", {
    items: items
      .filter((item) => row.items.includes(item.id))
      .map((item) => localize(item.name))
      .join(", "),
  });

interface Draft {
  question: Text;
  help_text: Text;
  type: QuestionType;
  required: boolean;
  items: number[];
  ask_during_checkin: boolean;
  hidden: boolean;
  options: QuestionOption[];
  dependency_question: number | null;
  dependency_values: string[];
}

interface EditorProps {
  others: Question[];
  question: Question | null;
  position: number;
  items: Item[];
  close: () => void;
  saved: () => void;
  remove: (row: Question) => void;
}

function Editor({ question, others, position, items, close, saved, remove }: EditorProps) {
  const form = useForm<Draft>(() => ({
    question: question?.question ?? {},
    help_text: question?.help_text ?? {},
    type: question?.type ?? "S",
    required: question?.required ?? false,
    items: question?.items ?? items.filter((item) => item.kind === "admission").map((item) => item.id),
    ask_during_checkin: question?.ask_during_checkin ?? false,
    hidden: question?.hidden ?? false,
    options: question?.options ?? [],
    dependency_question: question?.dependency_question ?? null,
    dependency_values: question?.dependency_values ?? [],
  }));
  const draft = form.values.value;
  const send = (values: Draft): Promise<unknown> => {
    const options = CHOICE_TYPES.has(values.type) ? values.options : [];
    const payload = {
      ...values,
      question: tidy(values.question),
      help_text: tidy(values.help_text),
      dependency_values: values.dependency_question ? values.dependency_values : [],
      options: options.map((option, at) => ({ ...option, answer: tidy(option.answer), position: at })),
    };
    return question ? api.patch(`${PATH}${question.id}/`, payload) : api.post(PATH, { ...payload, position });
  };
  return (
    <Dialog title={question ? t("Change question") : t("New question")} close={close} wide>
      <Form form={form} send={send} done={saved}>
        <I18nField name="question" label={t("Question")} />
        <I18nField name="help_text" label={t("Help")} hint={t("A sentence below the question.")} optional />
        <SelectField name="type" label={t("Answer")} choices={TYPES.map((type) => ({ value: type, label: typeWord(type) }))} />
        {CHOICE_TYPES.has(draft.type) && <Options form={form} />}
        <CheckListField
          name="items"
          label={t("Asked for")}
          choices={items.map((item) => ({ value: item.id, label: localize(item.name) }))}
        />
        <Dependency form={form} others={others} />
        <CheckField name="required" label={t("An answer is required")} />
        <CheckField name="ask_during_checkin" label={t("Ask at the door when it was not answered")} />
        <CheckField name="hidden" label={t("For the team only")} hint={t("Attendees do not see it.")} />
        <div class="eh-dialog__actions">
          {question && (
            <button class="eh-button eh-button--quiet" type="button" style={{ marginInlineEnd: "auto" }} onClick={() => remove(question)}>
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

/** What can be answered to a question that another waits for: value as stored, words as shown. */
function answersOf(question: Question): { value: string; label: string }[] {
  if (question.type === "B") return [{ value: "True", label: t("Yes") }, { value: "False", label: t("No") }];
  return question.options.flatMap((one) => (one.identifier ? [{ value: one.identifier, label: localize(one.answer) }] : []));
}

const DECIDING = new Set<QuestionType>(["B", "C", "M"]);

function Dependency({ form, others }: { form: FormState<Draft>; others: Question[] }) {
  const chosen = others.find((one) => one.id === form.values.value.dependency_question);
  const deciding = others.filter((one) => DECIDING.has(one.type) || one.id === chosen?.id);
  if (deciding.length === 0) return null;
  return (
    <>
      <SelectField
        name="dependency_question"
        number
        label={t("Only asked after")}
        optional
        hint={t("Asked only of those who gave one of the chosen answers to another question.")}
        choices={[{ value: "", label: t("Always asked") }, ...deciding.map((one) => ({ value: String(one.id), label: localize(one.question) }))]}
        onChanged={() => form.set("dependency_values", [])}
      />
      {chosen && <CheckListField name="dependency_values" label={t("When the answer is")} choices={answersOf(chosen)} />}
    </>
  );
}

function Options({ form }: { form: FormState<Draft> }) {
  const options = form.values.value.options;
  const wrong = form.errors.value["options"];
  return (
    <fieldset class="eh-stack eh-stack--tight">
      <legend class="eh-label">{t("Choices")}</legend>
      {options.map((option, index) => {
        const name = localize(option.answer) || t("choice {n}", { n: index + 1 });
        return (
          <div class="app-subform" key={option.id ?? `new-${index}`}>
            <I18nField name={`options.${index}.answer`} label={t("Choice {n}", { n: index + 1 })} />
            <div class="eh-row">
              <MoveButtons
                name={name}
                index={index}
                last={options.length - 1}
                move={(from, to) => form.set("options", moved(options, from, to))}
              />
              <button
                class="eh-button eh-button--quiet eh-button--small"
                type="button"
                onClick={() => form.set("options", options.filter((_, at) => at !== index))}
              >
                {t("Remove {name}", { name })}
              </button>
            </div>
          </div>
        );
      })}
      {wrong && <p class="eh-error">{wrong.join(" ")}</p>}
      <button
        class="eh-button eh-button--secondary"
        type="button"
        style={{ alignSelf: "flex-start" }}
        onClick={() => form.set("options", [...options, { answer: {}, position: options.length }])}
      >
        <Icon name="plus" /> {t("Add a choice")}
      </button>
    </fieldset>
  );
}
