/** The choices of long, well-known lists, named in the reader's language by the browser. */
import { language } from "~/core/i18n";
import type { Choice } from "~/ui/form";

const COMMON_CURRENCIES = ["EUR", "USD", "GBP", "CHF", "CZK", "PLN", "SEK", "NOK", "DKK", "JPY", "CAD", "AUD"];

const withCurrent = (codes: string[], current: string): string[] => (codes.includes(current) || !current ? codes : [current, ...codes]);

export function currencyChoices(current: string): Choice[] {
  const names = new Intl.DisplayNames([language.value], { type: "currency" });
  const rest = Intl.supportedValuesOf("currency").filter((code) => !COMMON_CURRENCIES.includes(code));
  return withCurrent([...COMMON_CURRENCIES, ...rest], current).map((code) => ({ value: code, label: `${code} – ${names.of(code) ?? code}` }));
}

export const timeZoneChoices = (current: string): Choice[] =>
  withCurrent(["UTC", ...Intl.supportedValuesOf("timeZone").filter((zone) => zone !== "UTC")], current).map((zone) => ({
    value: zone,
    label: zone.replaceAll("_", " "),
  }));
