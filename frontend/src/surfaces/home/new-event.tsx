/** A new event: what has to be known first; the rest waits in its settings. */
import { useEffect, useRef } from "preact/hooks";
import { api } from "~/core/api";
import { suggestSlug } from "~/core/format";
import { localize, t, tIn } from "~/core/i18n";
import { navigate, query } from "~/core/router";
import { keyOf, loadSession, session } from "~/core/session";
import type { EventDetail, Text } from "~/core/types";
import { CheckField, type Choice, Form, I18nField, MomentField, SelectField, SubmitButton, TextField, tidy, useForm } from "~/ui/form";
import { Heading } from "~/ui/states";
import { currencyChoices, timeZoneChoices } from "~/ui/choices";

const EVENTS = "/app/tenant/api/m2m/events/";

interface Draft {
  source: string;
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
    source: query.peek().get("from") ?? "",
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
  const sources = (session.value?.events ?? []).filter((one) => organizers.some((owner) => owner.slug === one.organizer));
  const source = sources.find((one) => one.id === values.source);
  useEffect(() => {
    if (!source) return;
    form.set("organizer", source.organizer);
    form.set("timezone", source.timezone);
    form.set("currency", source.currency);
  }, [source?.id]);
  const send = async ({ source: from, ...draft }: Draft): Promise<void> => {
    const { location, has_subevents, ...rest } = draft;
    const made = await api.post<EventDetail>(from ? `${EVENTS}${from}/clone/` : EVENTS, {
      ...rest,
      name: tidy(draft.name),
      ...(from ? {} : { location: tidy(location), has_subevents }),
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
        <p>{t("You cannot create events yet. Ask an administrator of your team.")}</p>
      ) : (
        <Form form={form} send={send} class="eh-card">
          {sources.length > 0 && (
            <SelectField
              name="source"
              label={t("Start from")}
              hint={t("A copy begins with the levels, items, quotas, form, check-in lists and settings of another event. Orders and people are not copied.")}
              choices={[{ value: "", label: t("An empty event") }, ...sources.map((one) => ({ value: one.id, label: localize(one.name) }))]}
            />
          )}
          {!source && choices.length > 1 && <SelectField name="organizer" label={t("Organizer")} choices={choices} />}
          <I18nField
            name="name"
            label={tIn("thing", "Name")}
            onChanged={(name) => {
              if (!ownSlug.current) form.set("slug", suggestSlug(name));
            }}
          />
          <TextField
            name="slug"
            label={t("Short name for the web address")}
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
          {!source && (
            <>
              <I18nField name="location" label={t("Place")} optional />
              <CheckField
                name="has_subevents"
                label={t("A series of dates")}
                hint={t("The same event many times: evenings, courses, guided tours. Visitors choose a date first. This cannot be changed later.")}
              />
            </>
          )}
          <div class="eh-row eh-row--end">
            <a class="eh-button eh-button--secondary" href="/app/">
              {t("Cancel")}
            </a>
            <SubmitButton>{source ? t("Copy event") : t("Create event")}</SubmitButton>
          </div>
        </Form>
      )}
    </div>
  );
}
