/** What an item demands: who may buy it and when, how long its ticket is good, what the door should know. */
import { t } from "~/core/i18n";
import type { Item } from "~/core/types";
import { CheckField, type FormState, MomentField, NumberField, SelectField, TextField } from "~/ui/form";
import { Icon } from "~/ui/icons";

const DURATIONS = [
  "validity_dynamic_duration_minutes",
  "validity_dynamic_duration_hours",
  "validity_dynamic_duration_days",
  "validity_dynamic_duration_months",
] as const;
const FLAGS = [
  "personalized",
  "require_approval",
  "require_voucher",
  "hide_without_voucher",
  "require_bundling",
  "allow_cancel",
  "checkin_attention",
] as const;
const MOMENTS = ["validity_fixed_from", "validity_fixed_until"] as const;

/** What the item's form holds of its rules. */
export type RuleDrafts = Pick<Item, (typeof FLAGS)[number] | (typeof MOMENTS)[number] | (typeof DURATIONS)[number]> & {
  /** "" is as usual: for levels. */
  generate_tickets: "" | "yes" | "no";
  validity_mode: "" | "fixed" | "dynamic";
  checkin_text: string;
  meta_data: { word: string; value: string }[];
};

const USUAL: Record<(typeof FLAGS)[number], boolean> = {
  personalized: true,
  require_approval: false,
  require_voucher: false,
  hide_without_voucher: false,
  require_bundling: false,
  allow_cancel: true,
  checkin_attention: false,
};

export function rulesOf(item: Item | null): RuleDrafts {
  const copied = <K extends keyof Item>(names: readonly K[], otherwise: (name: K) => Item[K]): Pick<Item, K> =>
    Object.fromEntries(names.map((name) => [name, item ? item[name] : otherwise(name)])) as Pick<Item, K>;
  return {
    ...copied(FLAGS, (name) => USUAL[name]),
    ...copied(MOMENTS, () => null),
    ...copied(DURATIONS, () => null),
    generate_tickets: item?.generate_tickets === true ? "yes" : item?.generate_tickets === false ? "no" : "",
    validity_mode: item?.validity_mode ?? "",
    checkin_text: item?.checkin_text ?? "",
    meta_data: Object.entries(item?.meta_data ?? {}).map(([word, value]) => ({ word, value })),
  };
}

export const rulesPayload = (draft: RuleDrafts): Record<string, unknown> => ({
  generate_tickets: draft.generate_tickets === "" ? null : draft.generate_tickets === "yes",
  validity_mode: draft.validity_mode || null,
  checkin_text: draft.checkin_text || null,
  meta_data: Object.fromEntries(draft.meta_data.filter(({ word }) => word.trim()).map(({ word, value }) => [word.trim(), value])),
});

export const SaleRules = ({ zone }: { zone: string }) => (
  <section class="eh-card" aria-labelledby="sale-head">
    <h2 id="sale-head">{t("Sale")}</h2>
    <div class="eh-fields">
      <MomentField name="available_from" label={t("Sold from")} timeZone={zone} optional />
      <MomentField name="available_until" label={t("Sold until")} timeZone={zone} optional />
    </div>
    <div class="eh-fields">
      <NumberField name="min_per_order" label={t("Minimum per order")} optional />
      <NumberField name="max_per_order" label={t("Maximum per order")} optional />
      <NumberField name="position" label={t("Position")} hint={t("Smaller numbers come first.")} />
    </div>
    <CheckField name="require_approval" label={t("Orders need approval")} hint={t("Customers can pay only after you approve the order.")} />
    <CheckField name="require_voucher" label={t("Only with a voucher")} />
    <CheckField name="hide_without_voucher" label={t("Hidden without a voucher")} hint={t("Only people with a matching voucher see it in the shop.")} />
    <CheckField name="require_bundling" label={t("Only in a bundle")} hint={t("Sold only as part of another item.")} />
    <CheckField name="allow_cancel" label={t("Buyers may cancel it")} />
  </section>
);

export function TicketRules<T extends RuleDrafts>({ form, zone }: { form: FormState<T>; zone: string }) {
  const mode = form.values.value.validity_mode;
  return (
    <section class="eh-card" aria-labelledby="ticket-head">
      <h2 id="ticket-head">{t("Ticket")}</h2>
      <CheckField name="personalized" label={t("Personalized")} hint={t("Buyers are asked for the attendee's name.")} />
      <SelectField
        name="generate_tickets"
        label={t("Downloadable ticket")}
        choices={[
          { value: "", label: t("Default: only for levels") },
          { value: "yes", label: t("Yes") },
          { value: "no", label: t("No") },
        ]}
      />
      <SelectField
        name="validity_mode"
        label={t("Valid for entry")}
        choices={[
          { value: "", label: t("During the whole event") },
          { value: "fixed", label: t("Fixed period") },
          { value: "dynamic", label: t("Period from the purchase on") },
        ]}
      />
      {mode === "fixed" && (
        <div class="eh-fields">
          <MomentField name="validity_fixed_from" label={t("Valid from")} timeZone={zone} optional />
          <MomentField name="validity_fixed_until" label={t("Valid until")} timeZone={zone} optional />
        </div>
      )}
      {mode === "dynamic" && (
        <>
          <p class="eh-hint">{t("Months and days count whole days, starting with the day of purchase. Hours and minutes are added to that.")}</p>
          <div class="eh-fields">
            <NumberField name="validity_dynamic_duration_months" label={t("Months")} optional />
            <NumberField name="validity_dynamic_duration_days" label={t("Days")} optional />
            <NumberField name="validity_dynamic_duration_hours" label={t("Hours")} optional />
            <NumberField name="validity_dynamic_duration_minutes" label={t("Minutes")} optional />
          </div>
        </>
      )}
    </section>
  );
}

export const DoorRules = () => (
  <section class="eh-card" aria-labelledby="door-head">
    <h2 id="door-head">{t("At the door")}</h2>
    <CheckField name="checkin_attention" label={t("Needs attention at the door")} hint={t("Staff see a warning when it is scanned.")} />
    <TextField name="checkin_text" label={t("Message for the door")} hint={t("Shown at every scan.")} multiline optional />
  </section>
);

/** Words that other programs know the item by. */
export function OwnWords<T extends RuleDrafts>({ form: wide }: { form: FormState<T> }) {
  const form = wide as unknown as FormState<RuleDrafts>;
  const words = form.values.value.meta_data;
  return (
    <section class="eh-card" aria-labelledby="words-head">
      <h2 id="words-head">{t("Data for integrations")}</h2>
      <p class="eh-hint">{t("Keys and values for your own programs. Visitors do not see them.")}</p>
      {words.map((pair, index) => (
        <div class="app-subform" role="group" aria-label={pair.word || t("entry {n}", { n: index + 1 })} key={index}>
          <div class="eh-fields">
            <TextField name={`meta_data.${index}.word`} label={t("Key")} />
            <TextField name={`meta_data.${index}.value`} label={t("Value")} maxLength={250} optional />
          </div>
          <button
            class="eh-button eh-button--quiet eh-button--small"
            type="button"
            style={{ alignSelf: "flex-start" }}
            onClick={() => form.set("meta_data", words.filter((_, other) => other !== index))}
          >
            {t("Remove {name}", { name: pair.word || t("entry {n}", { n: index + 1 }) })}
          </button>
        </div>
      ))}
      <button
        class="eh-button eh-button--secondary"
        type="button"
        style={{ alignSelf: "flex-start" }}
        onClick={() => form.set("meta_data", [...words, { word: "", value: "" }])}
      >
        <Icon name="plus" /> {t("Add an entry")}
      </button>
    </section>
  );
}
