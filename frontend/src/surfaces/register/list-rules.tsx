/** The rules of a check-in list: conditions that people can choose, or the JSON that a program wrote. */
import { ApiError } from "~/core/api";
import { localize, t } from "~/core/i18n";
import type { Gate, Item } from "~/core/types";
import { CheckListField, MomentField, NumberField, SelectField, TextField } from "~/ui/form";

type Json = Record<string, unknown>;
type Limit = "entries_number" | "entries_today" | "entries_days";

/** `how`: "" no rules, "and" all conditions, "or" one of them, "json" as a program wrote them. */
export interface RulesDraft {
  how: "" | "and" | "or" | "json";
  products: number[];
  gates: number[];
  from: string | null;
  until: string | null;
  limit: "" | Limit;
  most: number | null;
  json: string;
}

const NOTHING: RulesDraft = { how: "", products: [], gates: [], from: null, until: null, limit: "", most: 1, json: "" };
const LIMITS: Limit[] = ["entries_number", "entries_today", "entries_days"];

const isObject = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);

/** `{operator: [operands]}` taken apart. */
function parts(rule: unknown): [string, unknown[]] | null {
  if (!isObject(rule)) return null;
  const [entry, ...more] = Object.entries(rule);
  return entry && !more.length && Array.isArray(entry[1]) ? [entry[0], entry[1]] : null;
}

const variableOf = (rule: unknown): string | null => (isObject(rule) && typeof rule["var"] === "string" ? rule["var"] : null);

/** The ids in `{"objectList": [{"lookup": [kind, id, name]}, ...]}`. */
function lookups(rule: unknown, kind: string): number[] | null {
  const list = parts(rule);
  if (list?.[0] !== "objectList") return null;
  const found = list[1].map((one) => parts(one)?.[1] ?? []);
  return found.every(([of, id]) => of === kind && /^\d+$/.test(String(id))) ? found.map(([, id]) => Number(id)) : null;
}

function momentOf(rule: unknown): string | null {
  const built = parts(rule);
  const [kind, moment] = built?.[0] === "buildTime" ? built[1] : [];
  return kind === "custom" && typeof moment === "string" ? moment : null;
}

/** What one condition says, in the words of the draft; null for what the page has no fields for. */
function condition(rule: unknown): Partial<RulesDraft> | null {
  const [operator, [left, right, tolerance]] = parts(rule) ?? ["", []];
  const variable = variableOf(left);
  if (operator === "inList" && (variable === "product" || variable === "gate")) {
    const ids = lookups(right, variable);
    return ids && (variable === "product" ? { products: ids } : { gates: ids });
  }
  if ((operator === "isAfter" || operator === "isBefore") && variable === "now" && !tolerance) {
    const moment = momentOf(right);
    return moment === null ? null : operator === "isAfter" ? { from: moment } : { until: moment };
  }
  const limit = LIMITS.find((one) => one === variable);
  return operator === "<" && limit && typeof right === "number" && Number.isInteger(right) ? { limit, most: right } : null;
}

/** Rules as the page's fields show them; as JSON where it has none for them, or where one field would have to hold two. */
export function rulesDraft(rules: Json): RulesDraft {
  if (!Object.keys(rules).length) return NOTHING;
  const json: RulesDraft = { ...NOTHING, how: "json", json: JSON.stringify(rules, null, 2) };
  const all = parts(rules);
  const joined = all?.[0] === "and" || all?.[0] === "or";
  const conditions = (joined ? all[1] : [rules]).map(condition);
  const draft: RulesDraft = { ...NOTHING, how: joined ? (all[0] as "and" | "or") : "and" };
  const said = new Set<string>();
  for (const one of conditions) {
    if (!one || Object.keys(one).some((name) => said.has(name))) return json;
    for (const name of Object.keys(one)) said.add(name);
    Object.assign(draft, one);
  }
  return said.size ? draft : json;
}

const lookup = (kind: "product" | "gate", ids: number[], nameOf: (id: number) => string): Json => ({
  inList: [{ var: kind }, { objectList: ids.map((id) => ({ lookup: [kind, String(id), nameOf(id)] })) }],
});
const at = (operator: "isAfter" | "isBefore", moment: string): Json => ({ [operator]: [{ var: "now" }, { buildTime: ["custom", moment] }, null] });

/** Raises a refusal at `rules.json` for what is no JSON object. */
export function rulesPayload(draft: RulesDraft, items: Item[], gates: Gate[]): Json {
  if (draft.how === "") return {};
  if (draft.how === "json") return parsed(draft.json);
  const conditions: Json[] = [];
  if (draft.products.length) conditions.push(lookup("product", draft.products, (id) => localize(items.find((one) => one.id === id)?.name)));
  if (draft.gates.length) conditions.push(lookup("gate", draft.gates, (id) => gates.find((one) => one.id === id)?.name ?? ""));
  if (draft.from) conditions.push(at("isAfter", draft.from));
  if (draft.until) conditions.push(at("isBefore", draft.until));
  if (draft.limit) conditions.push({ "<": [{ var: draft.limit }, draft.most ?? 1] });
  return conditions.length ? { [draft.how]: conditions } : {};
}

function parsed(text: string): Json {
  const wrong = new ApiError(400, "invalid", t("Some fields are not right."), { "rules.json": [t("This is not a JSON object.")] });
  try {
    const found: unknown = JSON.parse(text.trim() || "{}");
    if (isObject(found)) return found;
  } catch {
    throw wrong;
  }
  throw wrong;
}

interface ListRulesProps {
  rules: RulesDraft;
  items: Item[];
  gates: Gate[];
  zone: string;
}

export function ListRules({ rules, items, gates, zone }: ListRulesProps) {
  // A gate that the person cannot see keeps its place in the rule.
  const known = gates.map((gate) => ({ value: gate.id, label: gate.name }));
  const hidden = rules.gates.filter((id) => !gates.some((gate) => gate.id === id)).map((value) => ({ value, label: t("Gate {id}", { id: value }) }));
  return (
    <div class="eh-stack">
      <SelectField
        name="rules.how"
        label={t("Additional rules")}
        choices={[
          { value: "", label: t("Everybody on the list") },
          { value: "and", label: t("Only if all of these apply") },
          { value: "or", label: t("If one of these applies") },
          { value: "json", label: t("Rules as JSON") },
        ]}
      />
      {(rules.how === "and" || rules.how === "or") && (
        <>
          <CheckListField name="rules.products" label={t("Ticket is one of")} choices={items.map((item) => ({ value: item.id, label: localize(item.name) }))} />
          {known.length + hidden.length > 0 && <CheckListField name="rules.gates" label={t("Scanned at")} choices={[...known, ...hidden]} />}
          <div class="eh-fields">
            <MomentField name="rules.from" label={t("Not before")} timeZone={zone} optional />
            <MomentField name="rules.until" label={t("Not after")} timeZone={zone} optional />
          </div>
          <div class="eh-fields">
            <SelectField
              name="rules.limit"
              label={t("Entry limit")}
              optional
              choices={[
                { value: "", label: t("No limit") },
                { value: "entries_number", label: t("Entries in all") },
                { value: "entries_today", label: t("Entries today") },
                { value: "entries_days", label: t("Days with an entry") },
              ]}
            />
            {rules.limit !== "" && <NumberField name="rules.most" label={t("Fewer than")} min={1} />}
          </div>
        </>
      )}
      {rules.how === "json" && (
        <TextField
          name="rules.json"
          label={t("Rules")}
          hint={t("JSON logic, as scan apps read it: operators with their operands.")}
          multiline
          rows={12}
        />
      )}
    </div>
  );
}
