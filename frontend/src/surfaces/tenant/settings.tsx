/** An event's settings, and what keeps it from going live. */
import { api } from "~/core/api";
import { t, tIn } from "~/core/i18n";
import { all, type Resource, useResource } from "~/core/resource";
import { can, event as currentEventRef, loadSession } from "~/core/session";
import type { EventDetail, EventSettings, Plugin, Text } from "~/core/types";
import { currencyChoices, timeZoneChoices } from "~/ui/choices";
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
import { Heading, Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";
import { type GeoDraft, geoDraft, GeoFields, geoPayload } from "./geo";
import { GoLive } from "./going-live";
import { type MetaDraft, metaDraft, MetaFields, metaPayload, PROPERTIES, type Property } from "./meta-fields";

const EVENTS = "/app/tenant/api/m2m/events/";

interface Draft extends GeoDraft {
  name: Text;
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
  testmode: boolean;
  meta: MetaDraft;
}
interface Known {
  event: EventDetail;
  plugins: Plugin[];
  properties: Property[];
}

export function Settings() {
  const id = currentEventRef.value?.id ?? null;
  const known = useResource<Known>(id, async (signal) => {
    const [event, plugins, properties] = await Promise.all([
      api.get<EventDetail>(`${EVENTS}${id}/`, { signal }),
      api.get<Plugin[] | { results: Plugin[] }>("/app/tenant/api/plugins/", { signal }),
      all<Property>(PROPERTIES, {}, signal),
    ]);
    return { event, plugins: Array.isArray(plugins) ? plugins : plugins.results, properties };
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

const draftOf = ({ event, properties }: Known): Draft => ({
  ...geoDraft(event),
  testmode: event.testmode,
  name: event.name,
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
  meta: metaDraft(event.meta_data, properties),
});

/** Only what the person changed: the rest may have been changed by somebody else meanwhile. */
function changesOf(draft: Draft, known: Known): Record<string, unknown> {
  const wanted: Draft = {
    ...draft,
    name: tidy(draft.name),
    location: tidy(draft.location),
    settings: {
      ...draft.settings,
      payment_term_days: draft.settings.payment_term_days ?? 0,
      waiting_list_hours: draft.settings.waiting_list_hours ?? 0,
      banktransfer_details: tidy(draft.settings.banktransfer_details),
      welcome_text: tidy(draft.settings.welcome_text),
    },
  };
  const before = draftOf(known);
  const differs = (key: keyof Draft): boolean => JSON.stringify(wanted[key]) !== JSON.stringify(before[key]);
  const { meta, ...changed } = Object.fromEntries(
    (Object.keys(wanted) as (keyof Draft)[]).filter(differs).map((key) => [key, wanted[key]]),
  ) as Partial<Draft>;
  const place = geoPayload(wanted);
  return {
    ...changed,
    ...("geo_lat" in changed ? { geo_lat: place.geo_lat } : {}),
    ...("geo_lon" in changed ? { geo_lon: place.geo_lon } : {}),
    ...(meta ? { meta_data: metaPayload(meta, known.properties) } : {}),
  };
}

function SettingsForm({ event, plugins, properties, known }: Known & { known: Resource<Known> }) {
  const form = useForm<Draft>(() => draftOf({ event, plugins, properties }));
  const draft = form.values.value;
  const zone = draft.timezone;
  const send = async (values: Draft): Promise<void> => {
    const saved = await api.patch<EventDetail>(`${EVENTS}${event.id}/`, changesOf(values, { event, plugins, properties }));
    known.set({ event: saved, plugins, properties });
    form.reset(draftOf({ event: saved, plugins, properties }));
    toast(t("Settings saved."));
    await loadSession();
  };
  const offered = plugins.filter((one) => one.available || draft.plugins.includes(one.name));
  const pays = offered.filter((one) => one.kind === "payment");
  const others = offered.filter((one) => one.kind !== "payment");
  return (
    <Form form={form} send={send}>
      <section class="eh-card" aria-labelledby="basics">
        <h2 id="basics">{t("Basics")}</h2>
        <I18nField name="name" label={tIn("thing", "Name")} />
        <div class="eh-field">
          <span class="eh-label">{t("Address")}</span>
          <code class="app-address">{event.public_url}</code>
          <p class="eh-hint">{t("It was chosen when the event was created and cannot be changed.")}</p>
        </div>
        <I18nField name="location" label={t("Place")} multiline optional />
        <GeoFields />
        <div class="eh-fields">
          <MomentField name="date_from" label={t("Begins")} timeZone={zone} />
          <MomentField name="date_to" label={t("Ends")} timeZone={zone} optional />
          <MomentField name="date_admission" label={t("Doors open")} timeZone={zone} optional />
        </div>
        <div class="eh-fields">
          <SelectField name="timezone" label={t("Time zone")} choices={timeZoneChoices(zone)} />
          <SelectField name="currency" label={t("Currency")} choices={currencyChoices(draft.currency)} />
        </div>
        <CheckField name="is_public" label={t("Listed publicly")} hint={t("If off, only people with the link can find it.")} />
        <CheckField name="testmode" label={t("Test mode")} hint={t("New orders are marked as test orders.")} />
      </section>
      <section class="eh-card" aria-labelledby="presale">
        <h2 id="presale">{t("Presale")}</h2>
        <div class="eh-fields">
          <MomentField name="presale_start" label={t("Sale begins")} timeZone={zone} optional />
          <MomentField name="presale_end" label={t("Sale ends")} timeZone={zone} optional />
        </div>
        <CheckField name="settings.attendee_emails_asked" label={t("Ask each attendee's e-mail address")} />
        <CheckField name="settings.invoice_address_asked" label={t("Ask for an invoice address")} />
        <CheckField name="settings.waiting_list_enabled" label={t("Waiting list")} hint={t("Visitors can ask to be notified when something sold out becomes available.")} />
        <CheckField
          name="settings.waiting_list_auto"
          label={t("Send waiting list vouchers automatically")}
          hint={t("Places that become available go to the next person in line first.")}
        />
        <NumberField name="settings.waiting_list_hours" label={t("Waiting list vouchers are valid for")} suffix={t("hours")} min={1} />
      </section>
      <section class="eh-card" aria-labelledby="payment">
        <h2 id="payment">{t("Payment")}</h2>
        <CheckListField name="plugins" label={t("Payment methods")} choices={pays.map((one) => ({ value: one.name, label: one.title }))} />
        <NumberField name="settings.payment_term_days" label={t("Payment period")} suffix={t("days")} />
        <I18nField
          name="settings.banktransfer_details"
          label={t("Bank details")}
          hint={t("Shown to customers who pay by bank transfer.")}
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
        <TextField name="settings.invoice_address_from_name" label={t("Issuer name")} optional />
        <TextField name="settings.invoice_address_from" label={t("Issuer address")} multiline optional />
        <div class="eh-fields">
          <TextField name="settings.invoice_address_from_tax_id" label={t("Tax number")} optional />
          <TextField name="settings.invoice_address_from_vat_id" label={t("VAT ID")} optional />
        </div>
        <TextField
          name="settings.invoice_numbers_prefix"
          label={t("Number prefix")}
          hint={t("Leave empty for the event's short name. Events with the same prefix share one number series.")}
          optional
        />
        <TextField name="settings.invoice_footer_text" label={t("Footer text")} multiline optional />
      </section>
      <section class="eh-card" aria-labelledby="texts">
        <h2 id="texts">{t("Appearance and texts")}</h2>
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
          <MetaFields properties={properties} said={draft.meta} />
        </section>
      )}
      {others.length > 0 && (
        <section class="eh-card" aria-labelledby="extras">
          <h2 id="extras">{t("Features")}</h2>
          <CheckListField name="plugins" label={t("Enabled")} choices={others.map((one) => ({ value: one.name, label: one.title }))} />
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
      label={t("Event colour")}
      hint={t("For example #722f7d. Leave empty for the default colour.")}
      placeholder="#722f7d"
      maxLength={7}
      optional
    />
    {/^#[0-9a-f]{6}$/i.test(value) && <span class="app-swatch" style={{ background: value }} aria-hidden="true" />}
  </div>
);
