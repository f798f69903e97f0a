/** Dialogs: the browser's own <dialog>, which keeps the focus inside and gives it back. */
import { signal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef, useState } from "preact/hooks";
import { ApiError } from "~/core/api";
import { t } from "~/core/i18n";

interface DialogProps {
  title: string;
  close: () => void;
  wide?: boolean;
  children: ComponentChildren;
}

export function Dialog({ title, close, wide = false, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  const gone = useRef(false);
  useEffect(() => {
    const opener = document.activeElement as HTMLElement | null;
    const dialog = element.current;
    dialog?.showModal();
    return () => {
      // While it is open, nothing behind it takes the focus.
      gone.current = true;
      dialog?.close();
      const behind = opener?.isConnected ? opener : document.querySelector<HTMLElement>("#main");
      behind?.focus();
    };
  }, []);
  return (
    <dialog
      ref={element}
      class={`eh-dialog ${wide ? "eh-dialog--wide" : ""}`}
      aria-labelledby={id}
      // The browser says so later, when another dialog may stand here already.
      onClose={() => !gone.current && close()}
      onCancel={(event) => {
        event.preventDefault();
        close();
      }}
    >
      <div class="eh-stack">
        <h2 id={id}>{title}</h2>
        {children}
      </div>
    </dialog>
  );
}

export const DialogActions = ({ children }: { children: ComponentChildren }) => <div class="eh-dialog__actions">{children}</div>;

export const CancelButton = ({ close, words = t("Cancel") }: { close: () => void; words?: string }) => (
  <button class="eh-button eh-button--secondary" type="button" onClick={close}>
    {words}
  </button>
);

interface Question {
  title: string;
  body: ComponentChildren;
  action: string;
  danger?: boolean;
  /** The way out, where "Cancel" would be taken for the step itself. */
  back?: string;
  /** Runs when the person agrees; the dialog stays open and says why when it is refused. */
  run: () => Promise<unknown>;
}

const asked = signal<Question | null>(null);

/** Asks before something that is hard to take back. */
export function ask(question: Question): void {
  asked.value = question;
}

const close = (): void => {
  asked.value = null;
};

/** Stands once in the page. */
export function Asked() {
  const question = asked.value;
  return question ? <Asking key={question.title} question={question} /> : null;
}

function Asking({ question }: { question: Question }) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const agree = async (): Promise<void> => {
    setBusy(true);
    try {
      await question.run();
      close();
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      const fields = Object.values(cause.fields).flat();
      setRefusal(fields.length ? fields.join(" ") : cause.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <Dialog title={question.title} close={close}>
      <form
        class="eh-stack"
        noValidate
        onSubmit={(submit) => {
          submit.preventDefault();
          void agree();
        }}
      >
        {typeof question.body === "string" ? <p>{question.body}</p> : question.body}
        {refusal && (
          <div class="eh-notice eh-notice--danger" role="alert">
            {refusal}
          </div>
        )}
        <DialogActions>
          <CancelButton close={close} words={question.back} />
          <button class={`eh-button ${question.danger ? "eh-button--danger" : ""}`} type="submit" aria-busy={busy} disabled={busy}>
            {question.action}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
