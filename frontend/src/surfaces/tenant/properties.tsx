/** Properties: by which words the organizer's events describe themselves. */
import { t, tIn } from "~/core/i18n";
import { can } from "~/core/session";
import { CheckField, TextField } from "~/ui/form";
import { Crud } from "~/ui/crud";
import { PROPERTIES, type Property } from "./meta-fields";

interface Draft {
  name: string;
  default: string;
  required: boolean;
  protected: boolean;
  choices: string;
}

type Choice = NonNullable<Property["choices"]>[number];

const wordOf = (choice: Choice): string => (typeof choice === "string" ? choice : choice.key);
const words = (row: Property | null): string[] => (row?.choices ?? []).map(wordOf);

/** The lines as choices. Those that were there keep what programs have said of them. */
function listed(text: string, row: Property | null): Choice[] | null {
  const known = new Map((row?.choices ?? []).map((choice) => [wordOf(choice), choice]));
  const found = text
    .split("\n")
    .map((one) => one.trim())
    .filter(Boolean);
  return found.length ? found.map((one) => known.get(one) ?? one) : null;
}

export const Properties = () => (
  <Crud<Property, Draft>
    title={t("Properties")}
    intro={t("Describe all events of the organizer the same way: format, region, series.")}
    path={PROPERTIES}
    mayWrite={can("can_change_organizer_settings")}
    addLabel={t("New property")}
    editLabel={t("Change property")}
    empty={{ title: t("No properties"), words: t("Integrations can filter events by their properties.") }}
    nameOf={(row) => row.name}
    columns={[
      { title: tIn("thing", "Name"), cell: (row) => row.name },
      { title: t("Choices"), cell: (row) => words(row).join(", ") || t("any text") },
      { title: t("Default value"), cell: (row) => row.default || "–" },
      { title: t("Required to go live"), cell: (row) => (row.required ? t("yes") : t("no")) },
    ]}
    draftOf={(row) => ({
      name: row?.name ?? "",
      default: row?.default ?? "",
      required: row?.required ?? false,
      protected: row?.protected ?? false,
      choices: words(row).join("\n"),
    })}
    payloadOf={(draft, row) => ({ ...draft, choices: listed(draft.choices, row) })}
    fields={() => (
      <>
        <TextField name="name" label={tIn("thing", "Name")} maxLength={50} />
        <TextField name="choices" label={t("Choices")} hint={t("One per line. Leave empty to allow any text.")} multiline optional />
        <TextField name="default" label={t("Default value")} hint={t("Used for events without a value of their own.")} maxLength={250} optional />
        <CheckField name="required" label={t("Required to go live")} />
        <CheckField name="protected" label={t("Only editable with organizer permissions")} />
      </>
    )}
  />
);
