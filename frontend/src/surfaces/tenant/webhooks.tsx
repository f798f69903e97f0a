/** Webhooks: whom EventHub tells when something happens, what it sent, and what came back. */
import { useState } from "preact/hooks";
import { api } from "~/core/api";
import { formatDateTime } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useAll, useGet } from "~/core/resource";
import { can, event, session } from "~/core/session";
import type { Page, Webhook, WebhookCall, WebhookType } from "~/core/types";
import { CardList } from "~/ui/card-list";
import { ask, Dialog } from "~/ui/dialog";
import { EditorDialog } from "~/ui/editor-dialog";
import { CheckField, CheckListField, TextField, useForm } from "~/ui/form";
import { Icon } from "~/ui/icons";
import { Badge, Heading, Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";

const PATH = "/app/tenant/api/m2m/webhooks/";
const ACTIONS = "/app/tenant/api/webhooks/";

const mayWrite = (): boolean => can("can_change_organizer_settings");

type Open = { what: "edit" | "calls" | "secret"; webhook: Webhook } | { what: "new" } | null;

export function Webhooks() {
  const webhooks = useAll<Webhook>(PATH);
  const [open, setOpen] = useState<Open>(null);
  const close = (): void => setOpen(null);
  const changed = (): void => void webhooks.reload();
  const add = mayWrite() && (
    <button class="eh-button" type="button" onClick={() => setOpen({ what: "new" })}>
      <Icon name="plus" /> {t("New webhook")}
    </button>
  );
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Webhooks")} actions={webhooks.data?.length ? add : undefined} />
      <p class="eh-muted">{t("Notify other programs when something happens. They receive ids and codes, no personal data.")}</p>
      <CardList
        from={webhooks}
        empty={{ title: t("No webhooks"), words: t("Add an address and choose what is sent to it.") }}
        add={add}
        keyOf={(webhook) => webhook.id}
        card={(webhook) => <Card webhook={webhook} open={(what) => setOpen({ what, webhook })} changed={changed} />}
      />
      {(open?.what === "new" || open?.what === "edit") && (
        <Editor
          webhook={open.what === "edit" ? open.webhook : null}
          close={close}
          saved={() => {
            close();
            toast(t("Saved."));
            changed();
          }}
        />
      )}
      {open?.what === "calls" && <Calls webhook={open.webhook} close={close} />}
      {open?.what === "secret" && <Secret webhook={open.webhook} close={close} />}
    </div>
  );
}

function State({ webhook }: { webhook: Webhook }) {
  if (!webhook.enabled) return <Badge tone="danger">{t("Disabled")}</Badge>;
  if (webhook.last_success === null) return <Badge tone="">{t("Nothing sent yet")}</Badge>;
  return webhook.last_success ? <Badge tone="success">{t("Works")}</Badge> : <Badge tone="warning">{t("The last call failed")}</Badge>;
}

function Card({ webhook, open, changed }: { webhook: Webhook; open: (what: "edit" | "calls" | "secret") => void; changed: () => void }) {
  const [sending, setSending] = useState(false);
  const where = webhook.all_events ? t("All events") : webhook.limit_events.length ? t("Only: {events}", { events: webhook.limit_events.join(", ") }) : t("No events");
  const test = async (): Promise<void> => {
    setSending(true);
    try {
      await api.post(`${ACTIONS}${webhook.id}/test/`, {});
      toast(t("Test sent. Its answer appears under Calls."));
    } catch (cause) {
      toast(cause instanceof Error ? cause.message : t("Something went wrong."), "danger");
    }
    setSending(false);
    changed();
  };
  const button = "eh-button eh-button--secondary eh-button--small";
  return (
    <section class="eh-card eh-stack" aria-label={webhook.target_url}>
      <div class="eh-card__head">
        <div class="eh-stack eh-stack--tight">
          <h2 class="app-address">{webhook.comment || webhook.target_url}</h2>
          {webhook.comment && <p class="app-address eh-small">{webhook.target_url}</p>}
          <p class="eh-muted">
            {where} · {t("Types: {number}", { number: String(webhook.action_types.length) })}
            {webhook.last_at && ` · ${t("last call {when}", { when: formatDateTime(webhook.last_at) })}`}
          </p>
        </div>
        <State webhook={webhook} />
      </div>
      {mayWrite() && (
        <div class="eh-row">
          <button class={button} type="button" onClick={() => open("edit")}>
            {t("Change")}
          </button>
          <button class={button} type="button" onClick={() => open("calls")}>
            {t("Calls")}
          </button>
          <button class={button} type="button" onClick={() => open("secret")}>
            {t("Secret")}
          </button>
          <button class={button} type="button" disabled={sending || !webhook.enabled} onClick={() => void test()}>
            {t("Send a test")}
          </button>
        </div>
      )}
    </section>
  );
}

interface Draft {
  target_url: string;
  comment: string;
  enabled: boolean;
  all_events: boolean;
  limit_events: string[];
  action_types: string[];
}

function Editor({ webhook, close, saved }: { webhook: Webhook | null; close: () => void; saved: () => void }) {
  const types = useGet<WebhookType[]>(`${ACTIONS}types/`);
  const form = useForm<Draft>(() => ({
    target_url: webhook?.target_url ?? "https://",
    comment: webhook?.comment ?? "",
    enabled: webhook?.enabled ?? true,
    all_events: webhook?.all_events ?? true,
    limit_events: webhook?.limit_events ?? [],
    action_types: webhook?.action_types ?? [],
  }));
  const draft = form.values.value;
  const events = (session.value?.events ?? []).filter((one) => one.organizer === event.value?.organizer);
  const send = (values: Draft): Promise<unknown> => {
    const payload = { ...values, limit_events: values.all_events ? [] : values.limit_events };
    return webhook ? api.patch(`${PATH}${webhook.id}/`, payload) : api.post(PATH, payload);
  };
  const remove = webhook && {
    path: `${PATH}${webhook.id}/`,
    name: webhook.comment || webhook.target_url,
    title: t("Delete this webhook?"),
    body: t("Undelivered messages are dropped and the history of its calls is deleted."),
    removed: saved,
  };
  return (
    <EditorDialog title={webhook ? t("Change webhook") : t("New webhook")} form={form} send={send} close={close} saved={saved} remove={remove}>
      <TextField name="target_url" label={t("Address")} type="url" hint={t("Starts with https:// and is publicly reachable.")} />
      <TextField name="comment" label={t("Note")} hint={t("What it is for, for example “bookkeeping”.")} optional />
      <CheckField name="enabled" label={t("Enabled")} hint={t("What happens while it is disabled is not sent later.")} />
      <CheckField name="all_events" label={t("All events of the organizer")} hint={t("Including future events.")} />
      {!draft.all_events && (
        <CheckListField name="limit_events" label={t("Events")} choices={events.map((one) => ({ value: one.slug, label: localize(one.name) }))} />
      )}
      <Loaded from={types}>
        {(all) => (
          <>
            {[...new Set(all.map((one) => one.group))].map((group) => (
              <CheckListField
                key={group}
                name="action_types"
                label={group}
                choices={all.filter((one) => one.group === group).map((one) => ({ value: one.name, label: one.title, hint: one.name }))}
              />
            ))}
          </>
        )}
      </Loaded>
    </EditorDialog>
  );
}

function Calls({ webhook, close }: { webhook: Webhook; close: () => void }) {
  const calls = useGet<Page<WebhookCall>>(`${ACTIONS}${webhook.id}/calls/`);
  const again = async (call: WebhookCall): Promise<void> => {
    try {
      await api.post(`${ACTIONS}${webhook.id}/calls/${call.id}/resend/`, {});
      toast(t("Sent again."));
    } catch (cause) {
      toast(cause instanceof Error ? cause.message : t("Something went wrong."), "danger");
    }
  };
  return (
    <Dialog title={t("Calls")} close={close} wide>
      <p class="eh-muted app-address">{webhook.target_url}</p>
      <Loaded from={calls}>
        {(page) =>
          page.results.length === 0 ? (
            <p>{t("Nothing was sent yet.")}</p>
          ) : (
            <ul class="app-calls">
              {page.results.map((call) => (
                <li key={call.id}>
                  <details>
                    <summary>
                      <Badge tone={call.success ? "success" : "danger"}>{call.status_code ?? t("No answer")}</Badge> <code>{call.action_type}</code>{" "}
                      <span class="eh-muted eh-small">
                        {formatDateTime(call.at)} · {t("attempt {number}", { number: String(call.attempt) })} · {call.milliseconds} ms
                      </span>
                    </summary>
                    <h3 class="eh-label">{t("Sent")}</h3>
                    <pre class="app-pre">{JSON.stringify(call.payload, null, 2)}</pre>
                    <h3 class="eh-label">{t("Answered")}</h3>
                    <pre class="app-pre">{call.answer || "–"}</pre>
                    <button
                      class="eh-button eh-button--secondary eh-button--small"
                      type="button"
                      disabled={!webhook.enabled}
                      onClick={() => void again(call)}
                    >
                      {t("Send again")}
                    </button>
                  </details>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <div class="eh-dialog__actions">
        <button class="eh-button eh-button--secondary" type="button" onClick={() => void calls.reload()}>
          {t("Refresh")}
        </button>
        <button class="eh-button" type="button" onClick={close}>
          {t("Done")}
        </button>
      </div>
    </Dialog>
  );
}

function Secret({ webhook, close }: { webhook: Webhook; close: () => void }) {
  const secret = useGet<{ secret: string }>(`${ACTIONS}${webhook.id}/secret/`);
  const [copied, setCopied] = useState(false);
  const copy = async (words: string): Promise<void> => {
    await navigator.clipboard.writeText(words);
    setCopied(true);
  };
  const rotate = (): void => {
    close();
    ask({
      title: t("Create a new secret?"),
      body: t("From now on every call is signed with it. Give it to the receiver right away."),
      action: t("Create new secret"),
      danger: true,
      run: async () => {
        await api.post(`${ACTIONS}${webhook.id}/rotate/`, {});
        toast(t("New secret created."));
      },
    });
  };
  return (
    <Dialog title={t("Secret")} close={close}>
      <p>{t("The receiver uses it to verify that a call comes from here. Keep it secret like a password.")}</p>
      <Loaded from={secret} lines={1}>
        {(data) => (
          <>
            <code class="app-secret">{data.secret}</code>
            <p role="status">{copied ? t("Copied.") : ""}</p>
            <div class="eh-dialog__actions">
              <button class="eh-button eh-button--quiet" type="button" style={{ marginInlineEnd: "auto" }} onClick={rotate}>
                {t("New secret")}
              </button>
              {"clipboard" in navigator && (
                <button class="eh-button eh-button--secondary" type="button" onClick={() => void copy(data.secret)}>
                  <Icon name="copy" /> {t("Copy")}
                </button>
              )}
              <button class="eh-button" type="button" onClick={close}>
                {t("Done")}
              </button>
            </div>
          </>
        )}
      </Loaded>
    </Dialog>
  );
}
