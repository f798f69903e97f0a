/** One level or item: what it is, what it costs and when, and what the door should know. */
import { api } from "~/core/api";
import { useResource, all } from "~/core/resource";
import { amountText } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { navigate, query } from "~/core/router";
import { base, event, may } from "~/core/session";
import type { Category, Item, ItemKind, LevelProfile, Money, PricePhase, TaxRule, Text, Variation } from "~/core/types";
import { ask } from "~/ui/dialog";
import {
  CheckField,
  Form,
  type FormState,
  I18nField,
  MomentField,
  MoneyField,
  moneyOf,
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
import { AddOns, Bundles, bundlesPayload, type PartDrafts, ProgramTimes } from "./item-parts";
import { kindWord } from "./items";

const PATH = "/app/shop/api/m2m/items/";
const LEVEL_COLORS = ["#722f7d", "#1f6fb2", "#1a7746", "#c2571a", "#b3261e", "#6b5b00"];

type Typed = string | Money | null;
interface VariationDraft extends Omit<Variation, "default_price"> {
  default_price: Typed;
}
interface PhaseDraft extends Omit<PricePhase, "amount"> {
  amount: Typed;
}
type Draft = PartDrafts & Pick<
  Item,
  | "kind"
  | "active"
  | "tax_rule"
  | "category"
  | "position"
  | "available_from"
  | "available_until"
  | "min_per_order"
  | "max_per_order"
  | "free_price"
  | "require_approval"
  | "checkin_attention"
> & {
  name: Text;
  internal_name: string;
  description: Text;
  default_price: Typed;
  checkin_text: string;
  variations: VariationDraft[];
  price_phases: PhaseDraft[];
  level: LevelProfile;
};

interface Known {
  item: Item | null;
  items: Item[];
  categories: Category[];
  taxes: TaxRule[];
}

export function ItemPage({ id }: { id: string }) {
  const known = useResource<Known>(id, async (signal) => {
    const [items, categories, taxes] = await Promise.all([
      all<Item>(PATH, {}, signal),
      all<Category>("/app/shop/api/m2m/categories/", {}, signal),
      all<TaxRule>("/app/shop/api/m2m/tax-rules/", {}, signal),
    ]);
    const item = id === "new" ? null : await api.get<Item>(`${PATH}${id}/`, { signal });
    return { item, items, categories, taxes };
  });
  return <Loaded from={known}>{(data) => <Editor key={data.item?.id ?? "new"} {...data} reload={known.reload} />}</Loaded>;
}

function draftOf({ item, items, taxes }: Known): Draft {
  const kind = (query.peek().get("kind") as ItemKind | null) ?? "admission";
  const levels = items.filter((one) => one.kind === "admission").length;
  return {
    kind: item?.kind ?? kind,
    name: item?.name ?? {},
    internal_name: item?.internal_name ?? "",
    description: item?.description ?? {},
    active: item?.active ?? true,
    default_price: item?.default_price ?? "",
    tax_rule: item ? item.tax_rule : (taxes.find((rule) => rule.default)?.id ?? null),
    category: item?.category ?? null,
    position: item?.position ?? items.length,
    available_from: item?.available_from ?? null,
    available_until: item?.available_until ?? null,
    min_per_order: item?.min_per_order ?? null,
    max_per_order: item?.max_per_order ?? null,
    free_price: item?.free_price ?? false,
    require_approval: item?.require_approval ?? false,
    checkin_attention: item?.checkin_attention ?? false,
    checkin_text: item?.checkin_text ?? "",
    variations: item?.variations ?? [],
    price_phases: item?.price_phases ?? [],
    addons: item?.addons ?? [],
    bundles: item?.bundles ?? [],
    program_times: item?.program_times ?? [],
    level: item?.level ?? {
      rank: levels,
      color: LEVEL_COLORS[levels % LEVEL_COLORS.length] ?? "#722f7d",
      badge_type: "",
      min_age: null,
      max_age: null,
    },
  };
}

function payloadOf(draft: Draft, currency: string): unknown {
  return {
    ...draft,
    name: tidy(draft.name),
    description: tidy(draft.description),
    internal_name: draft.internal_name || null,
    checkin_text: draft.checkin_text || null,
    default_price: moneyOf(draft.default_price, currency, "default_price") ?? { amount: 0, currency },
    variations: draft.variations.map((one, position) => ({
      ...one,
      position,
      value: tidy(one.value),
      description: tidy(one.description),
      default_price: moneyOf(one.default_price, currency, `variations.${position}.default_price`),
    })),
    price_phases: draft.price_phases.map((one, index) => ({
      ...one,
      name: tidy(one.name),
      amount: moneyOf(one.amount, currency, `price_phases.${index}.amount`),
    })),
    addons: draft.addons.map((one, position) => ({ ...one, position })),
    bundles: bundlesPayload(draft.bundles, currency),
    program_times: draft.program_times.map((one) => ({ ...one, location: one.location && tidy(one.location) })),
    level: draft.kind === "admission" ? draft.level : null,
  };
}

function Editor(props: Known & { reload: () => Promise<void> }) {
  const { item, items, categories, taxes } = props;
  const form = useForm<Draft>(() => draftOf(props));
  const draft = form.values.value;
  const zone = event.value?.timezone ?? "UTC";
  const currency = event.value?.currency ?? "EUR";
  const mayWrite = may("shop", "admin");
  const send = async (values: Draft): Promise<void> => {
    const payload = payloadOf(values, currency);
    const saved = item ? await api.patch<Item>(`${PATH}${item.id}/`, payload) : await api.post<Item>(PATH, payload);
    form.dirty.value = false;
    toast(t("“{name}” was saved.", { name: localize(saved.name) }));
    navigate(`${base.value}/items`);
  };
  const title = item ? localize(item.name) : draft.kind === "admission" ? t("New level") : t("New item");
  return (
    <div class="eh-stack eh-stack--loose" style={{ maxWidth: "52rem" }}>
      <Heading title={title} eyebrow={<a href={`${base.value}/items`}>{t("Levels & items")}</a>} />
      <Form form={form} send={send} class="eh-stack">
        <section class="eh-card" aria-label={t("Basics")}>
          <SelectField
            name="kind"
            label={t("Kind")}
            choices={(["admission", "merch", "ticket", "benefit", "donation", "fee"] as const).map((kind) => ({ value: kind, label: kindWord(kind) }))}
            hint={draft.kind === "admission" ? t("Whoever buys it takes part: gets a registration and comes through the door.") : undefined}
          />
          <I18nField name="name" label={t("Name")} />
          <I18nField name="description" label={t("Description")} multiline optional />
          <div class="eh-fields">
            <SelectField
              name="category"
              number
              label={t("Category")}
              optional
              choices={[{ value: "", label: t("None") }, ...categories.map((one) => ({ value: String(one.id), label: localize(one.name) }))]}
            />
            <TextField name="internal_name" label={t("Name inside the team")} optional />
          </div>
          <CheckField name="active" label={t("On sale")} hint={t("Off: nobody can order it, and the public page does not show it.")} />
        </section>
        <section class="eh-card" aria-labelledby="price-head">
          <h2 id="price-head">{t("Price")}</h2>
          <div class="eh-fields">
            <MoneyField name="default_price" label={t("Price")} currency={currency} />
            <SelectField
              name="tax_rule"
              number
              label={t("Tax rule")}
              optional
              choices={[
                { value: "", label: t("No tax") },
                ...taxes.map((one) => ({ value: String(one.id), label: `${localize(one.name)} (${Number(one.rate)} %)` })),
              ]}
            />
          </div>
          <CheckField name="free_price" label={t("People may pay more")} hint={t("The price is the least; the form asks how much it shall be.")} />
          <Phases form={form} zone={zone} currency={currency} />
        </section>
        <Variations form={form} currency={currency} />
        <AddOns form={form} categories={categories} />
        <Bundles form={form} items={items.filter((one) => one.id !== item?.id)} currency={currency} />
        <ProgramTimes form={form} zone={zone} />
        {draft.kind === "admission" && (
          <section class="eh-card" aria-labelledby="level-head">
            <h2 id="level-head">{t("Level")}</h2>
            <div class="eh-fields">
              <TextField name="level.color" label={t("Colour")} type="color" hint={t("On badges, at the door, in charts.")} />
              <NumberField name="level.rank" label={t("Rank")} hint={t("Smaller numbers come first.")} />
              <TextField name="level.badge_type" label={t("Badge")} hint={t("The badge's kind, as printed.")} optional />
            </div>
            <div class="eh-fields">
              <NumberField name="level.min_age" label={t("Youngest age")} optional />
              <NumberField name="level.max_age" label={t("Oldest age")} optional />
            </div>
          </section>
        )}
        <section class="eh-card" aria-labelledby="sale-head">
          <h2 id="sale-head">{t("Sale and door")}</h2>
          <div class="eh-fields">
            <MomentField name="available_from" label={t("Sold from")} timeZone={zone} optional />
            <MomentField name="available_until" label={t("Sold until")} timeZone={zone} optional />
          </div>
          <div class="eh-fields">
            <NumberField name="min_per_order" label={t("At least in an order")} optional />
            <NumberField name="max_per_order" label={t("At most in an order")} optional />
            <NumberField name="position" label={t("Position")} />
          </div>
          <CheckField name="require_approval" label={t("Orders need approval")} />
          <CheckField name="checkin_attention" label={t("The door should take a closer look")} />
          <TextField name="checkin_text" label={t("Words for the door")} optional />
        </section>
        {mayWrite && (
          <div class="app-savebar">
            {item && <DeleteButton item={item} />}
            <a class="eh-button eh-button--secondary" href={`${base.value}/items`}>
              {t("Cancel")}
            </a>
            <SubmitButton>{t("Save")}</SubmitButton>
          </div>
        )}
      </Form>
    </div>
  );
}

function Phases({ form, zone, currency }: { form: FormState<Draft>; zone: string; currency: string }) {
  const phases = form.values.value.price_phases;
  const add = (): void =>
    form.set("price_phases", [...phases, { name: { en: t("Early price") }, amount: "", starts_at: null, ends_at: event.value?.date_from ?? null }]);
  return (
    <fieldset class="eh-stack">
      <legend class="eh-label">{t("Price phases")}</legend>
      <p class="eh-hint">{t("While a phase runs, its price counts instead: for early birds, or for the last days.")}</p>
      {phases.map((phase, index) => (
        <div class="app-subform" key={phase.id ?? `new-${index}`}>
          <div class="eh-fields">
            <I18nField name={`price_phases.${index}.name`} label={t("Name of the phase")} />
            <MoneyField name={`price_phases.${index}.amount`} label={t("Price in the phase")} currency={currency} />
          </div>
          <div class="eh-fields">
            <MomentField name={`price_phases.${index}.starts_at`} label={t("From")} timeZone={zone} optional />
            <MomentField name={`price_phases.${index}.ends_at`} label={t("Until")} timeZone={zone} optional />
          </div>
          <button
            class="eh-button eh-button--quiet eh-button--small"
            type="button"
            style={{ alignSelf: "flex-start" }}
            onClick={() => form.set("price_phases", phases.filter((_, at) => at !== index))}
          >
            {t("Remove phase {name}", { name: localize(phase.name) })}
          </button>
        </div>
      ))}
      <button class="eh-button eh-button--secondary" type="button" style={{ alignSelf: "flex-start" }} onClick={add}>
        <Icon name="plus" /> {t("Add a phase")}
      </button>
    </fieldset>
  );
}

function Variations({ form, currency }: { form: FormState<Draft>; currency: string }) {
  const variations = form.values.value.variations;
  const price = form.values.value.default_price;
  const add = (): void =>
    form.set("variations", [...variations, { value: {}, active: true, default_price: null, position: variations.length, description: null }]);
  const move = (from: number, to: number): void => form.set("variations", moved(variations, from, to));
  return (
    <section class="eh-card" aria-labelledby="variations-head">
      <h2 id="variations-head">{t("Variations")}</h2>
      <p class="eh-hint">{t("Sizes of a shirt, days of a day pass: people choose one when they order.")}</p>
      {variations.map((variation, index) => {
        const name = localize(variation.value) || t("variation {n}", { n: index + 1 });
        return (
          <div class="app-subform" key={variation.id ?? `new-${index}`}>
            <div class="eh-fields">
              <I18nField name={`variations.${index}.value`} label={t("Variation")} />
              <MoneyField
                name={`variations.${index}.default_price`}
                label={t("Price of the variation")}
                hint={t("Empty: {price}", { price: typeof price === "string" ? price || "0" : amountText(price) })}
                currency={currency}
                optional
              />
            </div>
            <CheckField name={`variations.${index}.active`} label={t("On sale")} />
            <div class="eh-row">
              <MoveButtons name={name} index={index} last={variations.length - 1} move={move} />
              <button
                class="eh-button eh-button--quiet eh-button--small"
                type="button"
                onClick={() => form.set("variations", variations.filter((_, at) => at !== index))}
              >
                {t("Remove {name}", { name })}
              </button>
            </div>
          </div>
        );
      })}
      <button class="eh-button eh-button--secondary" type="button" style={{ alignSelf: "flex-start" }} onClick={add}>
        <Icon name="plus" /> {t("Add a variation")}
      </button>
    </section>
  );
}

export function moved<T>(rows: T[], from: number, to: number): T[] {
  const row = rows[from];
  if (row === undefined) return rows;
  return rows.toSpliced(from, 1).toSpliced(to, 0, row);
}

interface MoveProps {
  name: string;
  index: number;
  last: number;
  move: (from: number, to: number) => void;
}

/** Order by two buttons: works with every pointer, every keyboard and every screen reader. */
export const MoveButtons = ({ name, index, last, move }: MoveProps) => (
  <>
    <button
      class="eh-button eh-button--secondary eh-button--icon eh-button--small"
      type="button"
      aria-disabled={index === 0}
      aria-label={t("Move {name} up", { name })}
      onClick={() => index > 0 && move(index, index - 1)}
    >
      <Icon name="up" size={16} />
    </button>
    <button
      class="eh-button eh-button--secondary eh-button--icon eh-button--small"
      type="button"
      aria-disabled={index === last}
      aria-label={t("Move {name} down", { name })}
      onClick={() => index < last && move(index, index + 1)}
    >
      <Icon name="down" size={16} />
    </button>
  </>
);

const DeleteButton = ({ item }: { item: Item }) => (
  <button
    class="eh-button eh-button--quiet"
    type="button"
    style={{ marginInlineEnd: "auto" }}
    onClick={() =>
      ask({
        title: t("Delete “{name}”?", { name: localize(item.name) }),
        body: t("What has been sold cannot be deleted; take it off sale instead."),
        action: t("Delete"),
        danger: true,
        run: async () => {
          await api.delete(`${PATH}${item.id}/`);
          toast(t("“{name}” was deleted.", { name: localize(item.name) }));
          navigate(`${base.value}/items`);
        },
      })
    }
  >
    {t("Delete")}
  </button>
);
