/** An event's settings, and what keeps it from going live. */
import { useState } from "preact/hooks";
import { api, ApiError } from "~/core/api";
import { localize, t } from "~/core/i18n";
import { type Resource, useAll, useResource } from "~/core/resource";
import { base, event as currentEventRef, loadSession, can } from "~/core/session";
import type { EventDetail, EventSettings, Plugin, Text } from "~/core/types";
import { currencyChoices, timeZoneChoices } from "~/ui/choices";
import { ask } from "~/ui/dialog";
import {
  CheckField,
  CheckListField,
  Form,
  I18nField,
  MomentField,
  NumberField,
  SelectField,
  SubmitButton,
  TextField,
  tidy,
  useForm,
} from "~/ui/form";
import { Icon } from "~/ui/icons";
import { Badge, Heading, Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";

const EVENTS = "/app/tenant/api/m2m/events/";

interface Draft {
  name: Text;
  slug: string;
  location: Text;
  date_from: string | null;
  date_to: string | null;
  date_admission: string | null;
  timezone: string;
  currency: string;
  is_public: boolean;
  presale_start: string | null;
  presale_end: string | null;
  plugins: string[];
  settings: EventSettings;
  meta_data: Record<string, string>;
}
interface Property {
  id: number;
  name: string;
  default: string;
  required: boolean;
}
interface Known {
  event: EventDetail;
  plugins: Plugin[];
}

export function Settings() {
  const id = currentEventRef.value?.id ?? null;
  const known = useResource<Known>(id, async (signal) => {
    const [event, plugins] = await Promise.all([
      api.get<EventDetail>(`${EVENTS}${id}/`, { signal }),
      api.get<Plugin[] | { results: Plugin[] }>("/app/tenant/api/plugins/", { signal }),
    ]);
    return { event, plugins: Array.isArray(plugins) ? plugins : plugins.results };
  });
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading
        title={t("Settings")}
        actions={
          known.data && (
            <>
              {can("can_create_events") && (
                <a class="eh-button eh-button--secondary" href={`/app/new?from=${known.data.event.id}`}>
                  {t("Copy event")}
                </a>
              )}
              <a class="eh-button eh-button--secondary" href={known.data.event.public_url} target="_blank" rel="noopener">
                <Icon name="external" /> {t("Public page")}
              </a>
            </>
          )
        }
      />
      <Loaded from={known}>
        {(data) => (
          <div class="eh-split app-settings">
            <SettingsForm key={data.event.id} {...data} known={known} />
            <GoLive event={data.event} known={known} />
          </div>
        )}
      </Loaded>
    </div>
  );
}

const mayWrite = (): boolean => can("can_change_event_settings");

const draftOf = ({ event }: Known): Draft => ({
  name: event.name,
  slug: event.slug,
  location: event.location ?? {},
  date_from: event.date_from,
  date_to: event.date_to,
  date_admission: event.date_admission,
  timezone: event.timezone,
  currency: event.currency,
  is_public: event.is_public,
  presale_start: event.presale_start,
  presale_end: event.presale_end,
  plugins: event.plugins,
  settings: event.settings,
  meta_data: event.meta_data,
});

/** Only what the person changed: the rest may have been changed by somebody else meanwhile. */
function changesOf(draft: Draft, event: EventDetail): Partial<Draft> {
  const wanted: Draft = {
    ...draft,
    name: tidy(draft.name),
    location: tidy(draft.location),
    meta_data: Object.fromEntries(Object.entries(draft.meta_data).filter(([, words]) => words.trim())),
    settings: {
      ...draft.settings,
      payment_term_days: draft.settings.payment_term_days ?? 0,
      banktransfer_details: tidy(draft.settings.banktransfer_details),
      welcome_text: tidy(draft.settings.welcome_text),
    },
  };
  const before = draftOf({ event, plugins: [] });
  const differs = (key: keyof Draft): boolean => JSON.stringify(wanted[key]) !== JSON.stringify(before[key]);
  const changed = (Object.keys(wanted) as (keyof Draft)[]).filter(differs);
  return Object.fromEntries(changed.map((key) => [key, wanted[key]]));
}

function SettingsForm({ event, plugins, known }: Known & { known: Resource<Known> }) {
  const form = useForm<Draft>(() => draftOf({ event, plugins }));
  const draft = form.values.value;
  const zone = draft.timezone;
  const send = async (values: Draft): Promise<void> => {
    const saved = await api.patch<EventDetail>(`${EVENTS}${event.id}/`, changesOf(values, event));
    known.set({ event: saved, plugins });
    form.reset(draftOf({ event: saved, plugins }));
    toast(t("Settings saved."));
    await loadSession();
  };
  // A dot in a name would be read as a way into an object.
  const properties = (useAll<Property>("/app/tenant/api/m2m/meta-properties/").data ?? []).filter((one) => !one.name.includes("."));
  const offered = plugins.filter((one) => one.available || draft.plugins.includes(one.name));
  const pays = offered.filter((one) => one.kind === "payment");
  const others = offered.filter((one) => one.kind !== "payment");
  return (
    <Form form={form} send={send}>
      <section class="eh-card" aria-labelledby="basics">
        <h2 id="basics">{t("Basics")}</h2>
        <I18nField name="name" label={t("Name")} />
        <TextField name="slug" label={t("Short name in addresses")} prefix={`/${event.organizer}/`} maxLength={50} />
        <I18nField name="location" label={t("Place")} multiline optional />
        <div class="eh-fields">
          <MomentField name="date_from" label={t("Begins")} timeZone={zone} />
          <MomentField name="date_to" label={t("Ends")} timeZone={zone} optional />
          <MomentField name="date_admission" label={t("Doors open")} timeZone={zone} optional />
        </div>
        <div class="eh-fields">
          <SelectField name="timezone" label={t("Time zone")} choices={timeZoneChoices(zone)} />
          <SelectField name="currency" label={t("Currency")} choices={currencyChoices(draft.currency)} />
        </div>
        <CheckField name="is_public" label={t("Listed publicly")} hint={t("Off: only people who know the address find it.")} />
      </section>
      <section class="eh-card" aria-labelledby="presale">
        <h2 id="presale">{t("Presale")}</h2>
        <div class="eh-fields">
          <MomentField name="presale_start" label={t("Sale begins")} timeZone={zone} optional />
          <MomentField name="presale_end" label={t("Sale ends")} timeZone={zone} optional />
        </div>
        <CheckField name="settings.attendee_emails_asked" label={t("Ask each attendee's e-mail address")} />
        <CheckField name="settings.invoice_address_asked" label={t("Ask for an invoice address")} />
        <CheckField name="settings.waiting_list_enabled" label={t("Waiting list")} hint={t("Who finds something sold out can ask to be told.")} />
        <CheckField
          name="settings.waiting_list_auto"
          label={t("Send vouchers to those who wait by itself")}
          hint={t("What becomes free goes to the first in turn, before anybody else can buy it.")}
        />
      </section>
      <section class="eh-card" aria-labelledby="payment">
        <h2 id="payment">{t("Payment")}</h2>
        <CheckListField name="plugins" label={t("Ways to pay")} choices={pays.map((one) => ({ value: one.name, label: one.title }))} />
        <NumberField name="settings.payment_term_days" label={t("Time to pay")} suffix={t("days")} />
        <I18nField
          name="settings.banktransfer_details"
          label={t("Bank details")}
          hint={t("Shown to people who pay by transfer.")}
          multiline
          optional
        />
      </section>
      <section class="eh-card" aria-labelledby="invoices">
        <h2 id="invoices">{t("Invoices")}</h2>
        <SelectField
          name="settings.invoice_generate"
          label={t("Issue an invoice")}
          choices={[
            { value: "never", label: t("Never") },
            { value: "order", label: t("With the order") },
            { value: "paid", label: t("With the payment") },
            { value: "by_hand", label: t("By hand only") },
          ]}
        />
        <TextField name="settings.invoice_address_from_name" label={t("Who issues it")} optional />
        <TextField name="settings.invoice_address_from" label={t("Your address")} multiline optional />
        <div class="eh-fields">
          <TextField name="settings.invoice_address_from_tax_id" label={t("Tax number")} optional />
          <TextField name="settings.invoice_address_from_vat_id" label={t("VAT ID")} optional />
        </div>
        <TextField
          name="settings.invoice_numbers_prefix"
          label={t("Numbers begin with")}
          hint={t("Empty: the event's short name. Events that begin alike share one series.")}
          optional
        />
        <TextField name="settings.invoice_footer_text" label={t("Words at the end")} multiline optional />
      </section>
      <section class="eh-card" aria-labelledby="texts">
        <h2 id="texts">{t("Look and words")}</h2>
        <I18nField name="settings.welcome_text" label={t("Welcome text")} hint={t("At the top of the public page.")} multiline optional />
        <ColorField value={draft.settings.primary_color ?? ""} />
        <div class="eh-fields">
          <TextField name="settings.contact_mail" label={t("Contact address")} type="email" optional />
          <TextField name="settings.imprint_url" label={t("Imprint")} type="url" placeholder="https://" optional />
        </div>
      </section>
      {properties.length > 0 && (
        <section class="eh-card" aria-labelledby="properties">
          <h2 id="properties">{t("Properties")}</h2>
          {properties.map((one) => (
            <TextField key={one.id} name={`meta_data.${one.name}`} label={one.name} placeholder={one.default} maxLength={250} optional={!one.required} />
          ))}
        </section>
      )}
      {others.length > 0 && (
        <section class="eh-card" aria-labelledby="extras">
          <h2 id="extras">{t("Extras")}</h2>
          <CheckListField name="plugins" label={t("Switched on")} choices={others.map((one) => ({ value: one.name, label: one.title }))} />
        </section>
      )}
      {mayWrite() && (
        <div class="app-savebar">
          {form.dirty.value && <span class="eh-muted">{t("Not saved yet")}</span>}
          <SubmitButton>{t("Save settings")}</SubmitButton>
        </div>
      )}
    </Form>
  );
}

const ColorField = ({ value }: { value: string }) => (
  <div class="eh-row">
    <TextField
      name="settings.primary_color"
      label={t("Colour of the event")}
      hint={t("Written like #722f7d. Empty: ours.")}
      placeholder="#722f7d"
      maxLength={7}
      optional
    />
    {/^#[0-9a-f]{6}$/i.test(value) && <span class="app-swatch" style={{ background: value }} aria-hidden="true" />}
  </div>
);

function GoLive({ event, known }: { event: EventDetail; known: Resource<Known> }) {
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
          <p>{event.live ? t("This needs a look:") : t("Before people can register:")}</p>
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
              body: t("The public page and the sale close at once. Orders and tickets stay valid."),
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
