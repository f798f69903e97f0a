/** What keeps an event from going live, and the switches that concern everybody at once. */
import { useState } from "preact/hooks";
import { api, ApiError } from "~/core/api";
import { localize, t } from "~/core/i18n";
import type { Resource } from "~/core/resource";
import { base, can, loadSession } from "~/core/session";
import type { EventDetail } from "~/core/types";
import { ask } from "~/ui/dialog";
import { Badge } from "~/ui/states";
import { toast } from "~/ui/toast";

const EVENTS = "/app/tenant/api/m2m/events/";
const mayWrite = (): boolean => can("can_change_event_settings");

/** `known` is what the page has read; it learns what became of the event. */
export function GoLive<K extends { event: EventDetail }>({ event, known }: { event: EventDetail; known: Resource<K> }) {
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<string | null>(null);
  const turn = async (live: boolean): Promise<void> => {
    const saved = await api.patch<EventDetail>(`${EVENTS}${event.id}/`, { live });
    if (known.data) known.set({ ...known.data, event: saved });
    await loadSession();
    toast(live ? t("The event is live.") : t("The event is offline."));
  };
  const goLive = async (): Promise<void> => {
    setBusy(true);
    setRefusal(null);
    try {
      await turn(true);
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      setRefusal(Object.values(cause.fields).flat().join(" ") || cause.message);
    } finally {
      setBusy(false);
    }
  };
  return (
    <aside class="eh-card app-golive" aria-labelledby="live-head">
      <div class="eh-card__head">
        <h2 id="live-head">{event.live ? t("On sale") : t("Going live")}</h2>
        {event.live ? <Badge tone="success">{t("Live")}</Badge> : <Badge tone="warning">{t("Not live yet")}</Badge>}
      </div>
      {event.problems.length > 0 && (
        <>
          <p>{event.live ? t("Please check:") : t("Before people can register:")}</p>
          <ul class="app-checklist">
            {event.problems.map((problem) => (
              <li key={problem.code}>
                <span>
                  {problem.message} <ProblemLink code={problem.code} />
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {!event.live && event.problems.length === 0 && <p>{t("Everything is ready. Going live opens the public page.")}</p>}
      {event.live && event.problems.length === 0 && <p class="eh-muted">{t("People can see the page and register.")}</p>}
      {refusal && (
        <div class="eh-notice eh-notice--danger" role="alert">
          {refusal}
        </div>
      )}
      {mayWrite() && !event.live && (
        <button
          class="eh-button eh-button--block"
          type="button"
          aria-busy={busy}
          disabled={busy || event.problems.length > 0}
          onClick={() => void goLive()}
        >
          {t("Go live")}
        </button>
      )}
      {mayWrite() && event.live && (
        <button
          class="eh-button eh-button--secondary eh-button--block"
          type="button"
          onClick={() =>
            ask({
              title: t("Take {name} offline?", { name: localize(event.name) }),
              body: t("The public page and the sale close immediately. Orders and tickets stay valid."),
              action: t("Take offline"),
              danger: true,
              run: () => turn(false),
            })
          }
        >
          {t("Take offline")}
        </button>
      )}
      <a href={event.public_url} target="_blank" rel="noopener">
        {t("See the public page")}
      </a>
    </aside>
  );
}

/** Where a problem is solved, guessed from its code's words. */
function ProblemLink({ code }: { code: string }) {
  const places: [RegExp, string, string][] = [
    [/quota/, "quotas", t("Quotas")],
    [/list/, "lists", t("Check-in lists")],
    [/item|product|level/, "items", t("Levels & items")],
    [/tax/, "taxes", t("Tax rules")],
    [/question/, "form", t("Form")],
  ];
  const found = places.find(([pattern]) => pattern.test(code));
  return found ? <a href={`${base.value}/${found[1]}`}>{found[2]}</a> : null;
}
