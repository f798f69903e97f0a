/** What an event, or one of its dates, says for each property of its organizer. */
import { t } from "~/core/i18n";
import { can } from "~/core/session";
import { SelectField, TextField } from "~/ui/form";

export interface Property {
  id: number;
  name: string;
  default: string;
  required: boolean;
  protected: boolean;
  choices: (string | { key: string; label?: string | Record<string, string> })[] | null;
}

export const PROPERTIES = "/app/tenant/api/m2m/meta-properties/";

/** A form holds them by the property's id, since names may hold anything. */
export type MetaDraft = Record<string, string>;

export const metaDraft = (said: Record<string, string>, properties: Property[]): MetaDraft =>
  Object.fromEntries(properties.map(({ id, name }) => [id, said[name] ?? ""]));

export const metaPayload = (draft: MetaDraft, properties: Property[]): Record<string, string> =>
  Object.fromEntries(properties.flatMap(({ id, name }) => (draft[id]?.trim() ? [[name, draft[id]]] : [])));

const keyOf = (choice: string | { key: string }): string => (typeof choice === "string" ? choice : choice.key);

interface MetaFieldsProps {
  properties: Property[];
  said: MetaDraft;
  /** What holds where nothing is said: the property's default, or what the event says. */
  otherwise?: Record<string, string>;
  optional?: boolean;
}

export function MetaFields({ properties, said, otherwise = {}, optional = false }: MetaFieldsProps) {
  const mine = properties.filter((one) => !one.protected || can("can_change_organizer_settings"));
  return (
    <>
      {mine.map((one) => {
        const usual = otherwise[one.name] || one.default;
        const common = { name: `meta.${one.id}`, label: one.name, optional: optional || !one.required };
        if (!one.choices?.length) return <TextField key={one.id} {...common} placeholder={usual} maxLength={250} />;
        const known = [...new Set([...one.choices.map(keyOf), ...(said[one.id] ? [said[one.id] as string] : [])])];
        const nothing = { value: "", label: usual ? t("Default: {value}", { value: usual }) : t("No value") };
        return <SelectField key={one.id} {...common} choices={[nothing, ...known.map((value) => ({ value, label: value }))]} />;
      })}
    </>
  );
}
