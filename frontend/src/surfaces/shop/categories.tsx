/** Categories: the headings under which the public page shows what is sold. */
import { localize, t, tIn } from "~/core/i18n";
import { may } from "~/core/session";
import type { Category, Text } from "~/core/types";
import { CheckField, I18nField, NumberField, TextField, tidy } from "~/ui/form";
import { Badge } from "~/ui/states";
import { Crud } from "~/ui/crud";

interface Draft {
  name: Text;
  internal_name: string;
  description: Text;
  position: number;
  is_addon: boolean;
}

export const Categories = () => (
  <Crud<Category, Draft>
    title={t("Categories")}
    intro={t("Headings that group items on the public page. Small events do not need any.")}
    path="/app/shop/api/m2m/categories/"
    mayWrite={may("shop", "admin")}
    addLabel={t("New category")}
    editLabel={t("Change category")}
    empty={{ title: t("No categories"), words: t("Group what you sell when the list gets long: tickets, merchandise, food.") }}
    nameOf={(row) => localize(row.name)}
    columns={[
      { title: tIn("thing", "Name"), cell: (row) => localize(row.name) },
      { title: t("Kind"), cell: (row) => (row.is_addon ? <Badge tone="info">{t("Add-ons")}</Badge> : t("Sold by itself")) },
      { title: t("Position"), sort: (row) => row.position, cell: (row) => row.position, end: true },
    ]}
    draftOf={(row, rows) => ({
      name: row?.name ?? {},
      internal_name: row?.internal_name ?? "",
      description: row?.description ?? {},
      position: row?.position ?? rows.length,
      is_addon: row?.is_addon ?? false,
    })}
    payloadOf={(draft) => ({
      ...draft,
      name: tidy(draft.name),
      internal_name: draft.internal_name || null,
      description: tidy(draft.description),
    })}
    fields={() => (
      <>
        <I18nField name="name" label={tIn("thing", "Name")} />
        <TextField name="internal_name" label={t("Internal name")} maxLength={250} optional />
        <I18nField name="description" label={t("Description")} multiline optional />
        <NumberField name="position" label={t("Position")} hint={t("Smaller numbers come first.")} />
        <CheckField name="is_addon" label={t("Add-ons")} hint={t("Offered only together with another item.")} />
      </>
    )}
  />
);
