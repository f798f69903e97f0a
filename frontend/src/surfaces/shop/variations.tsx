/** The variations of an item: sizes, colours, days. */
import { amountText } from "~/core/format";
import { localize, t } from "~/core/i18n";
import type { Money, Variation } from "~/core/types";
import { CheckField, type FormState, I18nField, MomentField, MoneyField, moneyOf, TextField, tidy } from "~/ui/form";
import { Fold } from "~/ui/fold";
import { Icon } from "~/ui/icons";
import { moved, MoveButtons } from "~/ui/moving";

type Typed = string | Money | null;
interface VariationDraft extends Omit<Variation, "default_price" | "original_price"> {
  default_price: Typed;
  original_price: Typed;
}
/** What the item's form holds of them. */
export interface VariationDrafts {
  variations: VariationDraft[];
}

export const variationsPayload = (variations: VariationDraft[], currency: string): unknown =>
  variations.map((one, position) => ({
    ...one,
    position,
    value: tidy(one.value),
    description: tidy(one.description),
    default_price: moneyOf(one.default_price, currency, `variations.${position}.default_price`),
    original_price: moneyOf(one.original_price, currency, `variations.${position}.original_price`),
    checkin_text: one.checkin_text || null,
  }));

const fresh = (position: number): VariationDraft => ({
  value: {},
  active: true,
  default_price: null,
  original_price: null,
  position,
  description: null,
  available_from: null,
  available_until: null,
  require_approval: false,
  checkin_attention: false,
  checkin_text: null,
});

interface VariationsProps<T extends VariationDrafts> {
  form: FormState<T>;
  price: Typed;
  zone: string;
  currency: string;
}

export function Variations<T extends VariationDrafts>({ form: wide, price, zone, currency }: VariationsProps<T>) {
  const form = wide as unknown as FormState<VariationDrafts>;
  const variations = form.values.value.variations;
  const set = (next: VariationDraft[]): void => form.set("variations", next);
  const usual = t("Leave empty for {price}.", { price: typeof price === "string" ? price || "0" : amountText(price) });
  return (
    <section class="eh-card" aria-labelledby="variations-head">
      <h2 id="variations-head">{t("Variations")}</h2>
      <p class="eh-hint">{t("Shirt sizes or days of a day pass: buyers choose one when they order.")}</p>
      {variations.map((variation, index) => {
        const name = localize(variation.value) || t("variation {n}", { n: index + 1 });
        const at = `variations.${index}`;
        return (
          <div class="app-subform" role="group" aria-label={name} key={variation.id ?? `new-${index}`}>
            <div class="eh-fields">
              <I18nField name={`${at}.value`} label={t("Variation")} />
              <MoneyField name={`${at}.default_price`} label={t("Price of the variation")} hint={usual} currency={currency} optional />
            </div>
            <CheckField name={`${at}.active`} label={t("On sale")} />
            <Fold title={t("More about {name}", { name })}>
              <I18nField name={`${at}.description`} label={t("Description of the variation")} multiline optional />
              <MoneyField
                name={`${at}.original_price`}
                label={t("Original price")}
                hint={t("Shown crossed out next to the price.")}
                currency={currency}
                optional
              />
              <div class="eh-fields">
                <MomentField name={`${at}.available_from`} label={t("Sold from")} timeZone={zone} optional />
                <MomentField name={`${at}.available_until`} label={t("Sold until")} timeZone={zone} optional />
              </div>
              <CheckField name={`${at}.require_approval`} label={t("Orders need approval")} />
              <CheckField name={`${at}.checkin_attention`} label={t("Needs attention at the door")} />
              <TextField name={`${at}.checkin_text`} label={t("Message for the door")} multiline optional />
            </Fold>
            <div class="eh-row">
              <MoveButtons
                name={name}
                index={index}
                last={variations.length - 1}
                move={(from, to) => set(moved(variations, from, to))}
              />
              <button
                class="eh-button eh-button--quiet eh-button--small"
                type="button"
                onClick={() => set(variations.filter((_, other) => other !== index))}
              >
                {t("Remove {name}", { name })}
              </button>
            </div>
          </div>
        );
      })}
      <button
        class="eh-button eh-button--secondary"
        type="button"
        style={{ alignSelf: "flex-start" }}
        onClick={() => set([...variations, fresh(variations.length)])}
      >
        <Icon name="plus" /> {t("Add a variation")}
      </button>
    </section>
  );
}
