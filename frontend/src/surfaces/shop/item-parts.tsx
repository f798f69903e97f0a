/** What comes with an item: add-ons to choose, items in the bundle, and when its program takes place. */
import type { ComponentChildren } from "preact";
import { localize, t } from "~/core/i18n";
import { event } from "~/core/session";
import type { AddOn, Bundle, Category, Item, Money, ProgramTime } from "~/core/types";
import { CheckField, FieldError, type FormState, I18nField, MomentField, MoneyField, moneyOf, NumberField, SelectField } from "~/ui/form";
import { Icon } from "~/ui/icons";

interface AddOnDraft extends Omit<AddOn, "addon_category"> {
  addon_category: number | null;
}
interface BundleDraft extends Omit<Bundle, "bundled_item" | "designated_price"> {
  bundled_item: number | null;
  designated_price: string | Money | null;
}
interface TimeDraft extends Omit<ProgramTime, "start" | "end"> {
  start: string | null;
  end: string | null;
}
/** What the item's form holds of its parts. */
export interface PartDrafts {
  addons: AddOnDraft[];
  bundles: BundleDraft[];
  program_times: TimeDraft[];
}

export const bundlesPayload = (bundles: BundleDraft[], currency: string): unknown =>
  bundles.map((one, index) => ({
    ...one,
    designated_price: moneyOf(one.designated_price, currency, `bundles.${index}.designated_price`) ?? { amount: 0, currency },
  }));

interface PartsProps<K extends keyof PartDrafts> {
  form: FormState<PartDrafts>;
  name: K;
  title: string;
  hint: string;
  add: string;
  fresh: () => PartDrafts[K][number];
  /** Names a row to whoever hears the button that removes it. */
  called: (row: PartDrafts[K][number], index: number) => string;
  children: (at: string, row: PartDrafts[K][number]) => ComponentChildren;
}

function Parts<K extends keyof PartDrafts>({ form, name, title, hint, add, fresh, called, children }: PartsProps<K>) {
  const rows = form.values.value[name] as PartDrafts[K][number][];
  const set = (next: PartDrafts[K][number][]): void => form.set(name, next as PartDrafts[K]);
  const wrong = form.errors.value[name]?.join(" ");
  return (
    <section class="eh-card" aria-labelledby={`${name}-head`}>
      <h2 id={`${name}-head`}>{title}</h2>
      <p class="eh-hint">{hint}</p>
      {rows.map((row, index) => (
        <div class="app-subform" role="group" aria-label={called(row, index)} key={row.id ?? `new-${index}`}>
          {children(`${name}.${index}`, row)}
          <button
            class="eh-button eh-button--quiet eh-button--small"
            type="button"
            style={{ alignSelf: "flex-start" }}
            onClick={() => set(rows.filter((_, at) => at !== index))}
          >
            {t("Remove {name}", { name: called(row, index) })}
          </button>
        </div>
      ))}
      <FieldError id={`${name}-wrong`} error={wrong} />
      <button class="eh-button eh-button--secondary" type="button" style={{ alignSelf: "flex-start" }} onClick={() => set([...rows, fresh()])}>
        <Icon name="plus" /> {add}
      </button>
    </section>
  );
}

const choicesOf = (rows: { id: number; name: Item["name"] }[]) => [
  { value: "", label: t("Please choose") },
  ...rows.map((one) => ({ value: String(one.id), label: localize(one.name) })),
];

/** The form of an item is wider than what these sections know of it. */
type Wide<T extends PartDrafts> = FormState<T>;
const narrow = <T extends PartDrafts>(form: Wide<T>): FormState<PartDrafts> => form as unknown as FormState<PartDrafts>;

export const AddOns = <T extends PartDrafts>({ form, categories }: { form: Wide<T>; categories: Category[] }) => (
  <Parts
    form={narrow(form)}
    name="addons"
    title={t("Add-ons")}
    hint={t("Buyers can choose from these categories in the same order.")}
    add={t("Add a category of add-ons")}
    fresh={() => ({ addon_category: null, min_count: 0, max_count: 1, position: 0, price_included: false, multi_allowed: false })}
    called={(row, index) =>
      localize(categories.find((one) => one.id === (row as AddOnDraft).addon_category)?.name) || t("add-on {n}", { n: index + 1 })
    }
  >
    {(at) => (
      <>
        <SelectField name={`${at}.addon_category`} number label={t("Category of the add-ons")} choices={choicesOf(categories)} />
        <div class="eh-fields">
          <NumberField name={`${at}.min_count`} label={t("Minimum")} />
          <NumberField name={`${at}.max_count`} label={t("Maximum")} />
        </div>
        <CheckField name={`${at}.price_included`} label={t("Included in the price")} />
        <CheckField name={`${at}.multi_allowed`} label={t("Allow the same one several times")} />
      </>
    )}
  </Parts>
);

export const Bundles = <T extends PartDrafts>({ form, items, currency }: { form: Wide<T>; items: Item[]; currency: string }) => {
  const parts = narrow(form);
  // A variation belongs to the item that was chosen before.
  const forget = (at: string): void =>
    parts.set("bundles", parts.values.peek().bundles.map((one, index) => (at === `bundles.${index}` ? { ...one, bundled_variation: null } : one)));
  const bundled = (row: unknown): Item | undefined => items.find((one) => one.id === (row as BundleDraft).bundled_item);
  return (
    <Parts
      form={parts}
      name="bundles"
      title={t("In the bundle")}
      hint={t("Buyers also get these items; their share is included in the price.")}
      add={t("Add an item to the bundle")}
      fresh={() => ({ bundled_item: null, bundled_variation: null, count: 1, designated_price: null })}
      called={(row, index) => localize(bundled(row)?.name) || t("bundled item {n}", { n: index + 1 })}
    >
      {(at, row) => {
        const variations = bundled(row)?.variations ?? [];
        return (
          <>
            <div class="eh-fields">
              <SelectField name={`${at}.bundled_item`} number label={t("Item")} choices={choicesOf(items)} onChanged={() => forget(at)} />
              {variations.length > 0 && (
                <SelectField
                  name={`${at}.bundled_variation`}
                  number
                  label={t("Variation")}
                  choices={choicesOf(variations.flatMap((one) => (one.id ? [{ id: one.id, name: one.value }] : [])))}
                />
              )}
            </div>
            <div class="eh-fields">
              <NumberField name={`${at}.count`} label={t("How many")} min={1} />
              <MoneyField name={`${at}.designated_price`} label={t("Share of the price")} currency={currency} optional />
            </div>
          </>
        );
      }}
    </Parts>
  );
};

export const ProgramTimes = <T extends PartDrafts>({ form, zone }: { form: Wide<T>; zone: string }) => (
  <Parts
    form={narrow(form)}
    name="program_times"
    title={t("Program times")}
    hint={t("When this takes place, if not during the whole event: a workshop, a single day.")}
    add={t("Add a program time")}
    fresh={() => ({ start: event.value?.date_from ?? null, end: event.value?.date_to ?? event.value?.date_from ?? null, location: null })}
    called={(_, index) => t("program time {n}", { n: index + 1 })}
  >
    {(at) => (
      <>
        <div class="eh-fields">
          <MomentField name={`${at}.start`} label={t("Starts")} timeZone={zone} />
          <MomentField name={`${at}.end`} label={t("Ends")} timeZone={zone} />
        </div>
        <I18nField name={`${at}.location`} label={t("Place")} optional />
      </>
    )}
  </Parts>
);
