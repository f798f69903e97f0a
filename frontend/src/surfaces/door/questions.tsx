/** What has to be asked before the ticket may pass. */
import { localize, t } from "~/core/i18n";
import type { DoorQuestion, QuestionType } from "~/core/types";
import { CancelButton, Dialog, DialogActions } from "~/ui/dialog";

const INPUT_TYPES: Partial<Record<QuestionType, string>> = { N: "number", D: "date", H: "time", W: "datetime-local", TEL: "tel" };

interface Props {
  name: string;
  questions: DoorQuestion[];
  answer: (answers: Record<string, string>) => void;
  close: () => void;
}

export function DoorQuestions({ name, questions, answer, close }: Props) {
  const send = (event: SubmitEvent): void => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    const answers = questions.map(({ id }) => [String(id), given.getAll(String(id)).join(",")] as const);
    close();
    answer(Object.fromEntries(answers));
  };
  return (
    <Dialog title={name ? t("Please ask {name}", { name }) : t("Please ask")} close={close}>
      <form class="eh-stack" onSubmit={send}>
        {questions.map((question) => (
          <Question key={question.id} question={question} />
        ))}
        <DialogActions>
          <CancelButton close={close} />
          <button class="eh-button eh-button--large" type="submit">
            {t("Check in")}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Question({ question }: { question: DoorQuestion }) {
  const name = String(question.id);
  const label = localize(question.question);
  if (question.type === "C" || question.type === "M") {
    return (
      <fieldset class="eh-field">
        <legend class="eh-label">{label}</legend>
        {question.options.map((option) => (
          <label class="eh-choice eh-choice--card" key={option.id}>
            <input type={question.type === "C" ? "radio" : "checkbox"} name={name} value={String(option.id)} required={question.required && question.type === "C"} />
            <span>{localize(option.answer)}</span>
          </label>
        ))}
      </fieldset>
    );
  }
  if (question.type === "B") {
    return (
      <label class="eh-choice eh-choice--card">
        <input type="checkbox" name={name} value="true" required={question.required} />
        <span>{label}</span>
      </label>
    );
  }
  return (
    <label class="eh-field">
      <span class="eh-label">{label}</span>
      <input class="eh-input eh-input--large" type={(INPUT_TYPES[question.type] ?? "text") as "text"} name={name} autocomplete="off" required={question.required} />
    </label>
  );
}
