/** The dialog that adds or changes one thing: a form, Save, Cancel, and Delete where there is something to delete. */
import type { ComponentChildren } from "preact";
import { api } from "~/core/api";
import { plural, t } from "~/core/i18n";
import { ask, CancelButton, Dialog } from "~/ui/dialog";
import { Form, type FormState, SubmitButton } from "~/ui/form";
import { toast } from "~/ui/toast";

interface Deletion {
  path: string;
  name: string;
  /** What is asked, and what it means; the usual words when left out. */
  title?: string;
  body?: string;
  removed: () => unknown;
}

interface Props<Draft extends object> {
  title: string;
  form: FormState<Draft>;
  send: (draft: Draft) => Promise<unknown>;
  close: () => void;
  saved: () => void;
  action?: string;
  remove?: Deletion | null;
  children: ComponentChildren;
}

/** Asks, then deletes what is at `path`. */
export function askToDelete({ path, name, title, body, removed }: Deletion): void {
  ask({
    title: title ?? t("Delete “{name}”?", { name }),
    body: body ?? t("This cannot be undone."),
    action: t("Delete"),
    danger: true,
    run: async () => {
      await api.delete(path);
      toast(t("“{name}” was deleted.", { name }));
      await removed();
    },
  });
}

/** Asks once, then deletes several; stops at the first that is refused and says why. `body`: what it means. */
export function askToDeleteAll(paths: string[], removed: () => unknown, body = t("This cannot be undone.")): void {
  ask({
    title: plural(paths.length, "Delete {n} row?", "Delete {n} rows?"),
    body,
    action: t("Delete"),
    danger: true,
    run: async () => {
      try {
        for (const path of paths) await api.delete(path);
        toast(t("Deleted."));
      } finally {
        await removed();
      }
    },
  });
}

export function EditorDialog<Draft extends object>({ title, form, send, close, saved, action, remove, children }: Props<Draft>) {
  return (
    <Dialog title={title} close={close} wide>
      <Form form={form} send={send} done={saved}>
        {children}
        <div class="eh-dialog__actions">
          {remove && (
            <button
              class="eh-button eh-button--quiet"
              type="button"
              style={{ marginInlineEnd: "auto" }}
              onClick={() => {
                close();
                askToDelete(remove);
              }}
            >
              {t("Delete")}
            </button>
          )}
          <CancelButton close={close} />
          <SubmitButton>{action ?? t("Save")}</SubmitButton>
        </div>
      </Form>
    </Dialog>
  );
}
