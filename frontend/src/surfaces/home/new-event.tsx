/** A new event: what has to be known first; the rest waits in its settings. */
import { useRef } from "preact/hooks";
import { api } from "~/core/api";
import { suggestSlug } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { navigate } from "~/core/router";
import { keyOf, loadSession, session } from "~/core/session";
import type { EventDetail, Text } from "~/core/types";
import { CheckField, type Choice, Form, I18nField, MomentField, SelectField, SubmitButton, TextField, tidy, useForm } from "~/ui/form";
import { Heading } from "~/ui/states";
import { currencyChoices, timeZoneChoices } from "~/ui/choices";

interface Draft {
  organizer: string;
  name: Text;
  slug: string;
  date_from: string | null;
  date_to: string | null;
  timezone: string;
  currency: string;
  location: Text;
  has_subevents: boolean;
}

export function NewEvent() {
  const organizers = (session.value?.organizers ?? []).filter((one) => one.can_create_events);
  const latest = session.value?.events[0];
  const form = useForm<Draft>(() => ({
    organizer: organizers[0]?.slug ?? "",
    name: {},
    slug: "",
    date_from: null,
    date_to: null,
    timezone: latest?.timezone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    currency: latest?.currency ?? "EUR",
    location: {},
    has_subevents: false,
  }));
  const ownSlug = useRef(false);
  const values = form.values.value;
  const send = async (draft: Draft): Promise<void> => {
    const made = await api.post<EventDetail>("/app/tenant/api/m2m/events/", {
      ...draft,
      name: tidy(draft.name),
      location: tidy(draft.location),
    });
    await loadSession();
    form.dirty.value = false;
    navigate(`/app/e/${keyOf(made)}/${made.has_subevents ? "dates" : "settings"}`);
  };
  const choices: Choice[] = organizers.map((one) => ({ value: one.slug, label: localize(one.name) }));
  return (
    <div class="eh-stack eh-stack--loose" style={{ maxWidth: "var(--eh-measure)" }}>
      <Heading title={t("New event")} />
      {organizers.length === 0 ? (
        <p>{t("You may not create events for any organizer. Ask an administrator of your team.")}</p>
      ) : (
        <Form form={form} send={send} class="eh-card">
          {choices.length > 1 && <SelectField name="organizer" label={t("Organizer")} choices={choices} />}
          <I18nField
            name="name"
            label={t("Name")}
            onChanged={(name) => {
              if (!ownSlug.current) form.set("slug", suggestSlug(name));
            }}
          />
          <TextField
            name="slug"
            label={t("Short name in addresses")}
            hint={t("Letters, digits and dashes. It cannot be changed after the first order.")}
            prefix={`/${values.organizer}/`}
            maxLength={50}
            onChanged={() => {
              ownSlug.current = true;
            }}
          />
          <div class="eh-fields">
            <MomentField name="date_from" label={t("Begins")} timeZone={values.timezone} />
            <MomentField name="date_to" label={t("Ends")} timeZone={values.timezone} optional />
          </div>
          <div class="eh-fields">
            <SelectField name="timezone" label={t("Time zone")} choices={timeZoneChoices(values.timezone)} />
            <SelectField name="currency" label={t("Currency")} choices={currencyChoices(values.currency)} />
          </div>
          <I18nField name="location" label={t("Place")} optional />
          <CheckField
            name="has_subevents"
            label={t("A series of dates")}
            hint={t("The same event many times: evenings, courses, guided tours. Visitors choose a date first. This cannot be changed later.")}
          />
          <div class="eh-row eh-row--end">
            <a class="eh-button eh-button--secondary" href="/app/">
              {t("Cancel")}
            </a>
            <SubmitButton>{t("Create event")}</SubmitButton>
          </div>
        </Form>
      )}
    </div>
  );
}
