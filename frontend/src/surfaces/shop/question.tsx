/** One question of the form: what is asked, of whom, and which answers will do. */
import { api } from "~/core/api";
import { localize, t } from "~/core/i18n";
import { event } from "~/core/session";
import type { Item, Question, QuestionOption, QuestionType, Text } from "~/core/types";
import { EditorDialog } from "~/ui/editor-dialog";
import {
  CheckField,
  CheckListField,
  type FormState,
  I18nField,
  MomentField,
  NumberField,
  SelectField,
  TextField,
  tidy,
  useForm,
} from "~/ui/form";
import { Icon } from "~/ui/icons";
import { moved, MoveButtons } from "~/ui/moving";

const PATH = "/app/shop/api/m2m/questions/";
const CHOICE_TYPES = new Set<QuestionType>(["C", "M"]);

export const typeWord = (type: QuestionType): string =>
  ({
    S: t("Short text"),
    T: t("Long text"),
    B: t("Yes or no"),
    C: t("Single choice"),
    M: t("Multiple choice"),
    N: t("Number"),
    D: t("Date"),
    H: t("Time"),
    W: t("Date and time"),
    CC: t("Country"),
    TEL: t("Phone number"),
    F: t("File"),
  })[type];
const TYPES: QuestionType[] = ["S", "T", "B", "C", "M", "N", "D", "H", "W", "CC", "TEL", "F"];

interface Draft {
  question: Text;
  help_text: Text;
  type: QuestionType;
  required: boolean;
  items: number[];
  identifier: string;
  ask_during_checkin: boolean;
  show_during_checkin: boolean;
  hidden: boolean;
  print_on_invoice: boolean;
  options: QuestionOption[];
  dependency_question: number | null;
  dependency_values: string[];
  valid_number_min: string;
  valid_number_max: string;
  valid_date_min: string;
  valid_date_max: string;
  valid_datetime_min: string | null;
  valid_datetime_max: string | null;
  valid_string_length_max: number | null;
  valid_file_portrait: boolean;
}

const draftOf = (question: Question | null, items: Item[]): Draft => ({
  question: question?.question ?? {},
  help_text: question?.help_text ?? {},
  type: question?.type ?? "S",
  required: question?.required ?? false,
  items: question?.items ?? items.filter((item) => item.kind === "admission").map((item) => item.id),
  identifier: question?.identifier ?? "",
  ask_during_checkin: question?.ask_during_checkin ?? false,
  show_during_checkin: question?.show_during_checkin ?? false,
  hidden: question?.hidden ?? false,
  print_on_invoice: question?.print_on_invoice ?? false,
  options: question?.options ?? [],
  dependency_question: question?.dependency_question ?? null,
  dependency_values: question?.dependency_values ?? [],
  valid_number_min: question?.valid_number_min ?? "",
  valid_number_max: question?.valid_number_max ?? "",
  valid_date_min: question?.valid_date_min ?? "",
  valid_date_max: question?.valid_date_max ?? "",
  valid_datetime_min: question?.valid_datetime_min ?? null,
  valid_datetime_max: question?.valid_datetime_max ?? null,
  valid_string_length_max: question?.valid_string_length_max ?? null,
  valid_file_portrait: question?.valid_file_portrait ?? false,
});

const number = (text: string): string | null => text.trim().replace(",", ".") || null;

/** Identifiers are made up where none is given; without its question, a dependency is none. */
function payloadOf({ identifier, ...values }: Draft): Record<string, unknown> {
  const options = CHOICE_TYPES.has(values.type) ? values.options : [];
  return {
    ...values,
    ...(identifier.trim() ? { identifier: identifier.trim() } : {}),
    question: tidy(values.question),
    help_text: tidy(values.help_text),
    dependency_values: values.dependency_question ? values.dependency_values : [],
    valid_number_min: number(values.valid_number_min),
    valid_number_max: number(values.valid_number_max),
    valid_date_min: values.valid_date_min || null,
    valid_date_max: values.valid_date_max || null,
    options: options.map(({ identifier: own, ...option }, at) => ({
      ...option,
      ...(own?.trim() ? { identifier: own.trim() } : {}),
      answer: tidy(option.answer),
      position: at,
    })),
  };
}

interface EditorProps {
  others: Question[];
  question: Question | null;
  position: number;
  items: Item[];
  close: () => void;
  saved: () => void;
  removed: () => unknown;
}

export function Editor({ question, others, position, items, close, saved, removed }: EditorProps) {
  const form = useForm<Draft>(() => draftOf(question, items));
  const draft = form.values.value;
  const send = (values: Draft): Promise<unknown> =>
    question ? api.patch(`${PATH}${question.id}/`, payloadOf(values)) : api.post(PATH, { ...payloadOf(values), position });
  const remove = question && {
    path: `${PATH}${question.id}/`,
    name: localize(question.question),
    body: t("Its answers are deleted too. This cannot be undone."),
    removed,
  };
  return (
    <EditorDialog title={question ? t("Change question") : t("New question")} form={form} send={send} close={close} saved={saved} remove={remove}>
        <I18nField name="question" label={t("Question")} />
        <I18nField name="help_text" label={t("Help")} hint={t("Shown below the question.")} optional />
        <SelectField name="type" label={t("Answer")} choices={TYPES.map((type) => ({ value: type, label: typeWord(type) }))} />
        {CHOICE_TYPES.has(draft.type) && <Options form={form} />}
        <Limits type={draft.type} />
        <CheckListField
          name="items"
          label={t("Asked for")}
          choices={items.map((item) => ({ value: item.id, label: localize(item.name) }))}
        />
        <Dependency form={form} others={others} />
        <CheckField name="required" label={t("An answer is required")} />
        <CheckField name="ask_during_checkin" label={t("Ask at the door if unanswered")} />
        <CheckField name="show_during_checkin" label={t("Show the answer at the door")} />
        <CheckField name="print_on_invoice" label={t("Print the answer on the invoice")} />
        <CheckField name="hidden" label={t("For the team only")} hint={t("Attendees do not see it.")} />
        <TextField
          name="identifier"
          label={t("Identifier")}
          hint={t("Used in exports and integrations. Leave empty to generate one.")}
          maxLength={190}
          optional
        />
    </EditorDialog>
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
        label={t("Depends on")}
        optional
        hint={t("Asked only if another question has one of the chosen answers.")}
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
            <TextField name={`options.${index}.identifier`} label={t("Identifier of choice {n}", { n: index + 1 })} maxLength={190} optional />
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

const LIMITED_TEXTS = new Set<QuestionType>(["S", "T"]);

/** Which answers will do, for the kinds of answers that can be limited. */
function Limits({ type }: { type: QuestionType }) {
  const zone = event.value?.timezone ?? "UTC";
  if (LIMITED_TEXTS.has(type))
    return <NumberField name="valid_string_length_max" label={t("Longest answer")} suffix={t("characters")} min={1} optional />;
  if (type === "F") return <CheckField name="valid_file_portrait" label={t("A picture of the person's face")} hint={t("Scan apps may show it at the door.")} />;
  if (type === "N")
    return (
      <div class="eh-fields">
        <TextField name="valid_number_min" label={t("Smallest number")} optional />
        <TextField name="valid_number_max" label={t("Largest number")} optional />
      </div>
    );
  if (type === "D")
    return (
      <div class="eh-fields">
        <TextField name="valid_date_min" label={t("First day")} type="date" optional />
        <TextField name="valid_date_max" label={t("Last day")} type="date" optional />
      </div>
    );
  if (type === "W")
    return (
      <div class="eh-fields">
        <MomentField name="valid_datetime_min" label={t("First moment")} timeZone={zone} optional />
        <MomentField name="valid_datetime_max" label={t("Last moment")} timeZone={zone} optional />
      </div>
    );
  return null;
}
