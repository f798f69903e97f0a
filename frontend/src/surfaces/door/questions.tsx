/** What has to be asked before the ticket may pass. */
import { useState } from "preact/hooks";
import { ApiError, handIn } from "~/core/api";
import { localize, t } from "~/core/i18n";
import type { DoorQuestion } from "~/core/types";
import { CancelButton, Dialog, DialogActions } from "~/ui/dialog";

const INPUT_TYPES: Record<string, string> = { N: "number", D: "date", H: "time", W: "datetime-local", TEL: "tel" };

const FILES = "image/png,image/jpeg,image/gif,application/pdf,text/plain";
const UPLOADS = "/app/register/api/uploads/";

/** An answer as the server takes it: words, ids of options, or what names a file that was handed in just now. */
async function written(given: FormDataEntryValue[]): Promise<string> {
  const [first] = given;
  if (!(first instanceof File)) return given.join(",");
  return first.size ? (await handIn(UPLOADS, first)).id : "";
}

interface Props {
  name: string;
  questions: DoorQuestion[];
  answer: (answers: Record<string, string>) => void;
  close: () => void;
}

export function DoorQuestions({ name, questions, answer, close }: Props) {
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | null>(null);
  const send = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const given = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    setWrong(null);
    try {
      const answers = await Promise.all(questions.map(async ({ id }) => [String(id), await written(given.getAll(String(id)))] as const));
      close();
      answer(Object.fromEntries(answers));
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      setWrong(cause.message);
      setBusy(false);
    }
  };
  return (
    <Dialog title={name ? t("Please ask {name}", { name }) : t("Please ask")} close={close}>
      <form class="eh-stack" onSubmit={(event) => void send(event)}>
        {wrong && (
          <div class="eh-notice eh-notice--danger" role="alert">
            {wrong}
          </div>
        )}
        {questions.map((question) => (
          <Question key={question.id} question={question} />
        ))}
        <DialogActions>
          <CancelButton close={close} />
          <button class="eh-button eh-button--large" type="submit" aria-busy={busy} disabled={busy}>
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
  if (question.type === "F") {
    return (
      <label class="eh-field">
        <span class="eh-label">{label}</span>
        <input class="eh-input" type="file" name={name} accept={FILES} required={question.required} />
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
