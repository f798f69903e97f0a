/** One level or item: what it is, what it costs and when, and what the door should know. */
import { api } from "~/core/api";
import { useResource, all } from "~/core/resource";
import { localize, t, tIn } from "~/core/i18n";
import { navigate, query } from "~/core/router";
import { base, event, may } from "~/core/session";
import type { Category, Item, ItemKind, LevelProfile, Money, PricePhase, TaxRule, Text } from "~/core/types";
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
import { DoorRules, OwnWords, type RuleDrafts, rulesOf, rulesPayload, SaleRules, TicketRules } from "./item-rules";
import { KINDS, kindWord } from "./items";
import { PictureField } from "./picture";
import { type VariationDrafts, Variations, variationsPayload } from "./variations";

const PATH = "/app/shop/api/m2m/items/";
const LEVEL_COLORS = ["#722f7d", "#1f6fb2", "#1a7746", "#c2571a", "#b3261e", "#6b5b00"];

type Typed = string | Money | null;
interface PhaseDraft extends Omit<PricePhase, "amount"> {
  amount: Typed;
}
type Draft = PartDrafts & RuleDrafts & VariationDrafts & Pick<
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
  | "picture"
> & {
  name: Text;
  internal_name: string;
  description: Text;
  default_price: Typed;
  original_price: Typed;
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
    original_price: item?.original_price ?? null,
    tax_rule: item ? item.tax_rule : (taxes.find((rule) => rule.default)?.id ?? null),
    category: item?.category ?? null,
    position: item?.position ?? items.length,
    available_from: item?.available_from ?? null,
    available_until: item?.available_until ?? null,
    min_per_order: item?.min_per_order ?? null,
    max_per_order: item?.max_per_order ?? null,
    free_price: item?.free_price ?? false,
    picture: item?.picture ?? null,
    ...rulesOf(item),
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
    ...rulesPayload(draft),
    name: tidy(draft.name),
    description: tidy(draft.description),
    internal_name: draft.internal_name || null,
    default_price: moneyOf(draft.default_price, currency, "default_price") ?? { amount: 0, currency },
    original_price: moneyOf(draft.original_price, currency, "original_price"),
    variations: variationsPayload(draft.variations, currency),
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
            choices={KINDS.map((kind) => ({ value: kind, label: kindWord(kind) }))}
            hint={draft.kind === "admission" ? t("Buyers get a registration and can check in.") : undefined}
          />
          <I18nField name="name" label={tIn("thing", "Name")} />
          <I18nField name="description" label={t("Description")} multiline optional />
          <div class="eh-fields">
            <SelectField
              name="category"
              number
              label={t("Category")}
              optional
              choices={[{ value: "", label: t("No category") }, ...categories.map((one) => ({ value: String(one.id), label: localize(one.name) }))]}
            />
            <TextField name="internal_name" label={t("Internal name")} optional />
          </div>
          <PictureField form={form} name={localize(draft.name)} />
          <CheckField name="active" label={t("On sale")} hint={t("If off, nobody can order it and the public page does not show it.")} />
        </section>
        <section class="eh-card" aria-labelledby="price-head">
          <h2 id="price-head">{t("Price")}</h2>
          <div class="eh-fields">
            <MoneyField name="default_price" label={t("Price")} currency={currency} />
            <MoneyField name="original_price" label={t("Original price")} hint={t("Shown crossed out next to the price.")} currency={currency} optional />
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
          <CheckField name="free_price" label={t("Buyers may pay more")} hint={t("The price is the minimum; buyers can enter a higher amount.")} />
          <Phases form={form} zone={zone} currency={currency} />
        </section>
        <Variations form={form} price={draft.default_price} zone={zone} currency={currency} />
        <AddOns form={form} categories={categories} />
        <Bundles form={form} items={items.filter((one) => one.id !== item?.id)} currency={currency} />
        <ProgramTimes form={form} zone={zone} />
        {draft.kind === "admission" && (
          <section class="eh-card" aria-labelledby="level-head">
            <h2 id="level-head">{t("Level")}</h2>
            <div class="eh-fields">
              <TextField name="level.color" label={t("Colour")} type="color" hint={t("On badges, at the door, in charts.")} />
              <NumberField name="level.rank" label={t("Rank")} hint={t("Smaller numbers come first.")} />
              <TextField name="level.badge_type" label={t("Badge")} hint={t("Badge type, as printed.")} optional />
            </div>
            <div class="eh-fields">
              <NumberField name="level.min_age" label={t("Minimum age")} optional />
              <NumberField name="level.max_age" label={t("Maximum age")} optional />
            </div>
          </section>
        )}
        <SaleRules zone={zone} />
        <TicketRules form={form} zone={zone} />
        <DoorRules />
        <OwnWords form={form} />
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
      <p class="eh-hint">{t("During a phase, its price replaces the regular one, for example for early birds.")}</p>
      {phases.map((phase, index) => (
        <div class="app-subform" key={phase.id ?? `new-${index}`}>
          <div class="eh-fields">
            <I18nField name={`price_phases.${index}.name`} label={t("Phase name")} />
            <MoneyField name={`price_phases.${index}.amount`} label={t("Phase price")} currency={currency} />
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

const DeleteButton = ({ item }: { item: Item }) => (
  <button
    class="eh-button eh-button--quiet"
    type="button"
    style={{ marginInlineEnd: "auto" }}
    onClick={() =>
      ask({
        title: t("Delete “{name}”?", { name: localize(item.name) }),
        body: t("Items that have been sold cannot be deleted. Take them off sale instead."),
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
