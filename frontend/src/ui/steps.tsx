/** The steps of a module that somebody starts with a button: only those that are theirs to start. */
import { useState } from "preact/hooks";
import { api, ApiError } from "~/core/api";
import { formatDateTime } from "~/core/format";
import { t } from "~/core/i18n";
import { useGet } from "~/core/resource";
import { event } from "~/core/session";
import type { Trigger, TriggerDone } from "~/core/types";
import { ask } from "~/ui/dialog";
import { Fold } from "~/ui/fold";
import { toast } from "~/ui/toast";

/** `changed`: reads what is in sight again. */
export function Steps({ module, changed }: { module: string; changed?: () => unknown }) {
  const steps = useGet<Trigger[]>(`/app/ui/triggers/?module=${encodeURIComponent(module)}`);
  if (!steps.data?.length) return null;
  const done = (): void => {
    void steps.reload();
    void changed?.();
  };
  return (
    <Fold title={t("Maintenance")}>
      <ul class="eh-lines">
        {steps.data.map((step) => (
          <Step key={step.name} step={step} done={done} />
        ))}
      </ul>
    </Fold>
  );
}

function Step({ step, done }: { step: Trigger; done: () => void }) {
  const [busy, setBusy] = useState(false);
  const start = async (): Promise<void> => {
    toast((await api.post<TriggerDone>(`/app/ui/trigger/${step.name}/`, {})).text);
    done();
  };
  const press = async (): Promise<void> => {
    if (step.confirm === "dialog") {
      ask({ title: `${step.title}?`, body: step.text, action: step.title, run: start });
      return;
    }
    setBusy(true);
    try {
      await start();
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      toast(cause.message, "danger");
    } finally {
      setBusy(false);
    }
  };
  return (
    <li style={{ alignItems: "center" }}>
      <span>
        {step.text}
        {step.last_run && <span class="eh-muted eh-small"> {t("Last: {when}", { when: formatDateTime(step.last_run, event.value?.timezone) })}</span>}
      </span>
      <button class="eh-button eh-button--secondary eh-button--small" type="button" disabled={busy || step.is_running} aria-busy={busy} onClick={() => void press()}>
        {step.title}
      </button>
    </li>
  );
}
