/** How the event is doing, now. Every number leads to its list; a lost connection is said, not hidden. */
import { useMemo, useState } from "preact/hooks";
import { exponent, formatMoney, formatNumber, formatPercent } from "~/core/format";
import { locale, localize, plural, t } from "~/core/i18n";
import { useGet } from "~/core/resource";
import { base, event } from "~/core/session";
import type { Metrics } from "~/core/types";
import { type Bar, BarChart, TableToggle } from "~/ui/chart";
import { type Column, DataTable } from "~/ui/data-table";
import { LiveStatus, useLive } from "~/ui/live";
import { Dot, Heading, Loaded } from "~/ui/states";

export function Dashboard() {
  const metrics = useGet<Metrics>("/app/register/api/metrics2/");
  const state = useLive(metrics.reload);
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Dashboard")} />
      <LiveStatus state={state} asOf={metrics.data?.as_of} />
      <Loaded from={metrics} lines={6}>
        {(data) => (
          <>
            <Stats metrics={data} />
            <Charts metrics={data} />
          </>
        )}
      </Loaded>
    </div>
  );
}

function Stats({ metrics: { totals } }: { metrics: Metrics }) {
  const percent = totals.active > 0 ? Math.round((100 * totals.checked_in) / totals.active) : 0;
  const stats: [string, string, string, string][] = [
    [t("Confirmed"), formatNumber(totals.active), plural(totals.pending, "{n} not paid yet", "{n} not paid yet"), "registrations?status=active"],
    [t("Checked in"), formatNumber(totals.checked_in), t("{share} of the confirmed", { share: formatPercent(percent) }), "registrations?attendance=checked_in"],
    [t("Revenue"), formatMoney(totals.revenue), plural(totals.orders, "from {n} order", "from {n} orders"), "orders?status=p"],
    [t("Outstanding"), formatMoney(totals.outstanding), t("in orders to be paid"), "orders?status=n"],
    [t("Canceled"), formatNumber(totals.cancelled), plural(totals.registrations, "of {n} registration", "of {n} registrations"), "registrations?status=cancelled"],
  ];
  if (totals.unfulfilled > 0) stats.push([t("Received, not fulfilled"), formatMoney(totals.held), plural(totals.unfulfilled, "for {n} order", "for {n} orders"), "orders?unfulfilled=true"]);
  return (
    <div class="eh-grid" style={{ "--eh-min": "10rem" }}>
      {stats.map(([label, value, note, href]) => (
        <a class="eh-stat" key={label} href={`${base.value}/${href}`}>
          <span class="eh-stat__label">{label}</span>
          <span class="eh-stat__value">{value}</span>
          <span class="eh-stat__note">{note}</span>
        </a>
      ))}
    </div>
  );
}

function ByLevel({ metrics }: { metrics: Metrics }) {
  const [table, setTable] = useState(false);
  const title = t("Registrations by level");
  const levels = metrics.by_level;
  const most = Math.max(1, ...levels.map((level) => level.active + level.pending));
  const share = (n: number): string => `${(100 * n) / most}%`;
  return (
    <section class="eh-card" aria-labelledby="by-level" style={table ? { gridColumn: "1 / -1" } : undefined}>
      <div class="eh-card__head">
        <h2 id="by-level">{title}</h2>
        {levels.length > 0 && <TableToggle on={table} toggle={() => setTable(!table)} title={title} />}
      </div>
      {levels.length === 0 && <p class="eh-muted">{t("There are no levels yet.")}</p>}
      {levels.length > 0 && table && <LevelTable metrics={metrics} />}
      {levels.length > 0 && !table && (
        <ul class="app-bars" style={{ padding: 0 }}>
          {levels.map((level) => (
            <li class="app-bar" key={level.id}>
              <span class="eh-row eh-row--between">
                <a href={`${base.value}/registrations?level=${level.id}`} class="app-name-cell">
                  <Dot color={level.color} /> {localize(level.name)}
                </a>
                <span class="eh-number">
                  {formatNumber(level.active)}
                  {level.pending > 0 && <span class="eh-muted"> + {plural(level.pending, "{n} not paid", "{n} not paid")}</span>}
                </span>
              </span>
              <span class="app-bar__track" style={{ "--eh-event": level.color }} aria-hidden="true">
                <span style={{ width: share(level.active) }} />
                <span class="is-pending" style={{ width: share(level.pending) }} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

type Level = Metrics["by_level"][number];

const LevelTable = ({ metrics }: { metrics: Metrics }) => (
  <DataTable<Level>
    name="levels"
    title={t("Registrations by level")}
    rows={metrics.by_level}
    keyOf={(level) => level.id}
    nameOf={(level) => localize(level.name)}
    columns={[
      {
        key: "level",
        title: t("Level"),
        sort: (level) => localize(level.name),
        cell: (level) => <a href={`${base.value}/registrations?level=${level.id}`}>{localize(level.name)}</a>,
      },
      ...numbers().map(([key, title]): Column<Level> => ({ key, title, end: true, sort: (level) => level[key], cell: (level) => formatNumber(level[key]) })),
      { key: "revenue", title: t("Revenue"), end: true, sort: (level) => level.revenue.amount, cell: (level) => formatMoney(level.revenue) },
    ]}
  />
);

const numbers = (): ["active" | "pending" | "cancelled" | "checked_in", string][] => [
  ["active", t("Confirmed")],
  ["pending", t("Not paid yet")],
  ["cancelled", t("Canceled")],
  ["checked_in", t("Checked in")],
];

function Charts({ metrics }: { metrics: Metrics }) {
  const zone = event.value?.timezone ?? "UTC";
  const { counts, revenue, arrivals } = useMemo(() => barsOf(metrics, zone), [metrics, zone]);
  const { currency } = metrics.totals.revenue;
  const money = (value: number): string =>
    new Intl.NumberFormat(locale.value, { notation: "compact", style: "currency", currency, maximumFractionDigits: 1 }).format(value);
  return (
    <div class="eh-grid" style={{ "--eh-min": "22rem" }}>
      <ByLevel metrics={metrics} />
      <BarChart
        title={t("Registrations per day")}
        columns={[t("Day"), t("Registrations")]}
        bars={counts}
        empty={t("No registrations yet.")}
        axis={formatNumber}
      />
      <BarChart title={t("Revenue per day")} columns={[t("Day"), t("Revenue")]} bars={revenue} empty={t("No revenue yet.")} axis={money} />
      <BarChart
        title={t("Arrivals per hour")}
        columns={[t("Hour"), t("Arrivals")]}
        bars={arrivals}
        empty={t("No check-ins yet.")}
        axis={formatNumber}
      />
    </div>
  );
}

/** Numbers with their words. Days are calendar days of the event already; hours are moments. */
function barsOf(metrics: Metrics, timeZone: string): Record<"counts" | "revenue" | "arrivals", Bar[]> {
  const days = new Intl.DateTimeFormat(locale.value, { day: "numeric", month: "short", timeZone: "UTC" });
  const hours = new Intl.DateTimeFormat(locale.value, { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZone });
  const dayOf = (day: string): string => days.format(new Date(`${day}T00:00:00Z`));
  return {
    counts: metrics.by_day.map(({ day, count }) => ({
      label: dayOf(day),
      value: count,
      words: <a href={`${base.value}/registrations`}>{formatNumber(count)}</a>,
    })),
    revenue: metrics.by_day
      .filter((one) => one.revenue.amount !== 0)
      .map((one) => ({
        label: dayOf(one.day),
        value: one.revenue.amount / 10 ** exponent(one.revenue.currency),
        words: <a href={`${base.value}/orders?status=p`}>{formatMoney(one.revenue)}</a>,
      })),
    arrivals: metrics.arrivals.map(({ hour, count }) => ({
      label: hours.format(new Date(hour)),
      value: count,
      words: <a href={`${base.value}/registrations?attendance=checked_in`}>{formatNumber(count)}</a>,
    })),
  };
}
