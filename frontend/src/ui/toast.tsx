/** Short words about what just happened, spoken by screen readers, gone after a while. */
import { signal } from "@preact/signals";
import { t } from "~/core/i18n";

interface Toast {
  id: number;
  words: string;
  kind: "success" | "danger";
}

const SHOWN_MS = 6000;
const toasts = signal<Toast[]>([]);
let last = 0;

const remove = (id: number): void => {
  toasts.value = toasts.peek().filter((one) => one.id !== id);
};

export function toast(words: string, kind: Toast["kind"] = "success"): void {
  last += 1;
  const id = last;
  toasts.value = [...toasts.peek().slice(-2), { id, words, kind }];
  setTimeout(() => remove(id), SHOWN_MS);
}

/** Stands once in the page. */
export const Toasts = () => (
  <div class="eh-toasts" role="status" aria-live="polite">
    {toasts.value.map(({ id, words, kind }) => (
      <div class={`eh-toast eh-toast--${kind}`} key={id}>
        <span>{words}</span>
        <button type="button" aria-label={t("Dismiss")} onClick={() => remove(id)}>
          ×
        </button>
      </div>
    ))}
  </div>
);
