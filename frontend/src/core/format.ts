/** Money and time as people read and type them: the event's currency, the event's time zone. */
import { locale } from "~/core/i18n";
import type { Money } from "~/core/types";

/** Decimal places of a currency: 2 for EUR, 0 for JPY, 3 for KWD. */
export function exponent(currency: string): number {
  try {
    const format = new Intl.NumberFormat("en", { style: "currency", currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    return 2;
  }
}

export function formatMoney(money: Money | null | undefined): string {
  if (!money) return "–";
  const value = money.amount / 10 ** exponent(money.currency);
  try {
    return new Intl.NumberFormat(locale.value, { style: "currency", currency: money.currency }).format(value);
  } catch {
    return `${value} ${money.currency}`;
  }
}

/** "45,5" becomes 4550 minor units; null for what is no amount of this currency. Computed on digits, never on floats. */
export function parseAmount(text: string, currency: string): number | null {
  const places = exponent(currency);
  const match = /^(-?)(\d{1,9})(?:[.,](\d+))?$/.exec(text.trim().replaceAll(/[\s'’]/g, ""));
  if (!match) return null;
  const [, sign, whole, fraction = ""] = match;
  if (fraction.length > places) return null;
  const minor = Number(`${whole}${fraction.padEnd(places, "0")}`);
  return sign ? -minor : minor;
}

const decimalPoint = (): string =>
  new Intl.NumberFormat(locale.value).formatToParts(1.5).find((part) => part.type === "decimal")?.value ?? ".";

/** 4550 minor units become "45.50", or "45,50", as an input shows them. */
export function amountText(money: Money | null | undefined): string {
  if (!money) return "";
  const places = exponent(money.currency);
  const digits = String(Math.abs(money.amount)).padStart(places + 1, "0");
  const whole = digits.slice(0, digits.length - places);
  const sign = money.amount < 0 ? "-" : "";
  return sign + (places ? `${whole}${decimalPoint()}${digits.slice(-places)}` : whole);
}

/** An amount in whole units, as some addresses say it, as money. */
export const moneyFrom = (amount: number, currency: string): Money => ({ amount: Math.round(amount * 10 ** exponent(currency)), currency });

/** What a person typed as a number, as the server reads it: "19,5" becomes "19.5". */
export const plainDecimal = (typed: string): string => typed.trim().replace(",", ".");

/** The server's number as an input shows it: "19.50", or "19,50". */
export const decimalText = (plain: string): string => plain.replace(".", decimalPoint());

/** 19 becomes "19%", or "19 %". */
export const formatPercent = (value: number): string =>
  new Intl.NumberFormat(locale.value, { style: "percent", maximumFractionDigits: 3 }).format(value / 100);

export const formatNumber = (value: number): string => new Intl.NumberFormat(locale.value).format(value);

const moment = (iso: string, timeZone: string | undefined, style: Intl.DateTimeFormatOptions): string =>
  new Intl.DateTimeFormat(locale.value, { ...style, timeZone }).format(new Date(iso));

export const formatDateTime = (iso: string | null | undefined, timeZone?: string): string =>
  iso ? moment(iso, timeZone, { dateStyle: "medium", timeStyle: "short" }) : "–";
export const formatDate = (iso: string | null | undefined, timeZone?: string): string =>
  iso ? moment(iso, timeZone, { dateStyle: "medium" }) : "–";
export const formatTime = (iso: string | null | undefined, timeZone?: string): string =>
  iso ? moment(iso, timeZone, { hour: "2-digit", minute: "2-digit" }) : "–";
export const formatClock = (date: Date): string =>
  new Intl.DateTimeFormat(locale.value, { timeStyle: "medium" }).format(date);

/** "24–27 June 2027" for an event's days. */
export function formatDays(from: string | null, to: string | null, timeZone: string): string {
  if (!from) return "–";
  const format = new Intl.DateTimeFormat(locale.value, { dateStyle: "long", timeZone });
  return to ? format.formatRange(new Date(from), new Date(to)) : format.format(new Date(from));
}

const ZONE_PARTS = ["year", "month", "day", "hour", "minute", "second"] as const;

/** The wall clock of a zone at a moment, as if it were UTC (milliseconds). */
function wallClock(instant: number, timeZone: string): number {
  const format = new Intl.DateTimeFormat("en-US", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  });
  const parts = Object.fromEntries(format.formatToParts(instant).map((part) => [part.type, Number(part.value)]));
  const [year, month, day, hour, minute, second] = ZONE_PARTS.map((name) => parts[name] ?? 0);
  return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second);
}

/** What <input type="datetime-local"> shows for a moment in a zone: "2027-06-24T09:00". */
export function toLocal(iso: string | null | undefined, timeZone: string): string {
  if (!iso) return "";
  return new Date(wallClock(new Date(iso).getTime(), timeZone)).toISOString().slice(0, 16);
}

/** The moment when the zone's clocks show `local`. In a gap of summer time: as the clock goes on after it. */
export function fromLocal(local: string, timeZone: string): string | null {
  if (!local) return null;
  const wanted = Date.parse(`${local.length === 16 ? `${local}:00` : local}Z`);
  if (Number.isNaN(wanted)) return null;
  let instant = wanted;
  for (let round = 0; round < 2; round += 1) instant += wanted - wallClock(instant, timeZone);
  return new Date(instant).toISOString().replace(".000Z", "Z");
}

/** The two or three letters people know a zone's clock by: "CEST". */
export function zoneName(timeZone: string, iso?: string | null): string {
  const parts = new Intl.DateTimeFormat(locale.value, { timeZone, timeZoneName: "short" }).formatToParts(
    iso ? new Date(iso) : new Date(),
  );
  return parts.find((part) => part.type === "timeZoneName")?.value ?? timeZone;
}

/** "Summer Fest 2027!" becomes "summer-fest-2027". */
export function suggestSlug(name: string): string {
  return name
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036F]/g, "")
    .replaceAll("ß", "ss")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "")
    .slice(0, 50)
    .replace(/-+$/, "");
}
