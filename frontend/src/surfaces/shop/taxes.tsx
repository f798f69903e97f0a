/** Tax rules: the rate of an item, and whether its price already holds the tax. */
import { decimalText, formatPercent, plainDecimal } from "~/core/format";
import { localize, t, tIn } from "~/core/i18n";
import { may } from "~/core/session";
import type { TaxRule, Text } from "~/core/types";
import { CheckField, I18nField, TextField, tidy } from "~/ui/form";
import { Badge } from "~/ui/states";
import { Crud } from "~/ui/crud";

interface Draft {
  name: Text;
  internal_name: string;
  code: string;
  keep_gross_if_rate_changes: boolean;
  rate: string;
  price_includes_tax: boolean;
  home_country: string;
  eu_reverse_charge: boolean;
  default: boolean;
}

export const Taxes = () => (
  <Crud<TaxRule, Draft>
    title={t("Tax rules")}
    path="/app/shop/api/m2m/tax-rules/"
    mayWrite={may("shop", "admin")}
    addLabel={t("New tax rule")}
    editLabel={t("Change tax rule")}
    empty={{ title: t("No tax rules"), words: t("Without a rule, prices contain no tax. Add one if you have to charge or show tax.") }}
    nameOf={(row) => localize(row.name)}
    columns={[
      { title: tIn("thing", "Name"), cell: (row) => localize(row.name) },
      { title: t("Rate"), sort: (row) => Number(row.rate), cell: (row) => formatPercent(Number(row.rate)), end: true },
      { title: t("Prices"), cell: (row) => (row.price_includes_tax ? t("Including tax") : t("Excluding tax")) },
      { title: t("For new items"), cell: (row) => (row.default ? <Badge tone="primary">{t("Default")}</Badge> : null) },
    ]}
    draftOf={(row) => ({
      name: row?.name ?? {},
      internal_name: row?.internal_name ?? "",
      code: row?.code ?? "",
      keep_gross_if_rate_changes: row?.keep_gross_if_rate_changes ?? false,
      rate: decimalText(row?.rate ?? "0.00"),
      price_includes_tax: row?.price_includes_tax ?? true,
      home_country: row?.home_country ?? "",
      eu_reverse_charge: row?.eu_reverse_charge ?? false,
      default: row?.default ?? false,
    })}
    payloadOf={(draft) => ({
      ...draft,
      name: tidy(draft.name),
      internal_name: draft.internal_name || null,
      code: draft.code || null,
      rate: plainDecimal(draft.rate),
      home_country: draft.home_country.trim().toUpperCase(),
    })}
    fields={() => (
      <>
        <I18nField name="name" label={tIn("thing", "Name")} hint={t("As invoices show it, for example “VAT”.")} />
        <div class="eh-fields">
          <TextField name="rate" label={t("Rate")} suffix="%" />
          <TextField name="home_country" label={t("Your country")} hint={t("Two letters, for example DE.")} maxLength={2} optional />
        </div>
        <div class="eh-fields">
          <TextField name="internal_name" label={t("Internal name")} maxLength={250} optional />
          <TextField name="code" label={t("Tax code")} hint={t("As used in your accounting or in electronic invoices.")} maxLength={40} optional />
        </div>
        <CheckField name="price_includes_tax" label={t("Prices include this tax")} />
        <CheckField
          name="keep_gross_if_rate_changes"
          label={t("Keep the price when the rate changes")}
          hint={t("Orders are recalculated with the same total; only the tax changes.")}
        />
        <CheckField
          name="eu_reverse_charge"
          label={t("Reverse charge in the EU")}
          hint={t("Businesses of other EU countries with a valid VAT number pay the tax themselves.")}
        />
        <CheckField name="default" label={t("Suggest for new items")} />
      </>
    )}
  />
);
