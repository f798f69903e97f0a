/** Properties: by which words the organizer's events describe themselves. */
import { t } from "~/core/i18n";
import { can } from "~/core/session";
import { CheckField, TextField } from "~/ui/form";
import { Crud } from "./crud";

interface Property {
  id: number;
  name: string;
  default: string;
  required: boolean;
  protected: boolean;
  choices: (string | { key: string })[] | null;
}
interface Draft {
  name: string;
  default: string;
  required: boolean;
  protected: boolean;
  choices: string;
}

const words = (row: Property | null): string => (row?.choices ?? []).map((one) => (typeof one === "string" ? one : one.key)).join(", ");

const listed = (text: string): string[] | null => {
  const found = text
    .split(",")
    .map((one) => one.trim())
    .filter(Boolean);
  return found.length ? found : null;
};

export const Properties = () => (
  <Crud<Property, Draft>
    title={t("Properties")}
    intro={t("Words that all events of the organizer are described by: format, region, series.")}
    path="/app/tenant/api/m2m/meta-properties/"
    mayWrite={can("can_change_organizer_settings")}
    addLabel={t("New property")}
    editLabel={t("Change property")}
    empty={{ title: t("No properties"), words: t("Integrators filter events by properties. Without any, nothing is asked.") }}
    nameOf={(row) => row.name}
    columns={[
      { title: t("Name"), cell: (row) => row.name },
      { title: t("Choices"), cell: (row) => words(row) || t("any words") },
      { title: t("Otherwise"), cell: (row) => row.default || "–" },
      { title: t("Needed to go live"), cell: (row) => (row.required ? t("yes") : t("no")) },
    ]}
    draftOf={(row) => ({
      name: row?.name ?? "",
      default: row?.default ?? "",
      required: row?.required ?? false,
      protected: row?.protected ?? false,
      choices: words(row),
    })}
    payloadOf={(draft) => ({ ...draft, choices: listed(draft.choices) })}
    fields={() => (
      <>
        <TextField name="name" label={t("Name")} maxLength={50} />
        <TextField name="choices" label={t("Choices")} hint={t("With commas between them. Empty: any words.")} optional />
        <TextField name="default" label={t("Otherwise")} hint={t("What an event has that says nothing.")} maxLength={250} optional />
        <CheckField name="required" label={t("Needed to go live")} />
        <CheckField name="protected" label={t("Only for those who may change the organizer")} />
      </>
    )}
  />
);
