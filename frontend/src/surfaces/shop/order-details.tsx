/** What is known of the buyer and what the team remembers; and what the order costs besides its positions. */
import type { ComponentChildren } from "preact";
import { api } from "~/core/api";
import { formatDate, formatDateTime, formatMoney } from "~/core/format";
import { t } from "~/core/i18n";
import { event } from "~/core/session";
import type { Fee, OrderDetail } from "~/core/types";
import { toast } from "~/ui/toast";
import { askFor, type Body, type Entry, type OfOrder, pathOf, take } from "./order-steps";
import { OrderBadge, providerWord } from "./words";

const Detail = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

const addressLines = (): [keyof NonNullable<OrderDetail["invoice_address"]>, string][] => [
  ["company", t("Company")],
  ["name", t("Invoice name")],
  ["street", t("Street")],
  ["zipcode", t("Postal code")],
  ["city", t("City")],
  ["country", t("Country (two letters)")],
  ["vat_id", t("VAT ID")],
];

/** The card beside an order. */
export function AboutOrder(of: OfOrder) {
  const { order } = of;
  const zone = event.value?.timezone;
  const address = addressLines().flatMap(([name]) => order.invoice_address?.[name] || []);
  const mayWrite = Object.values(order.can).some(Boolean);
  return (
    <aside class="eh-card" aria-label={t("About the order")}>
      <div class="eh-row eh-row--between">
        <OrderBadge status={order.status} />
        {mayWrite && <Small label={t("Edit details")} run={() => editDetails(of)} />}
      </div>
      <dl class="eh-details app-details-narrow">
        <dt>{t("E-mail")}</dt>
        <dd>{order.email ? <a href={`mailto:${order.email}`}>{order.email}</a> : "–"}</dd>
        {order.phone && <Detail name={t("Phone")}>{order.phone}</Detail>}
        <Detail name={t("Ordered")}>{formatDateTime(order.datetime, zone)}</Detail>
        {order.status === "n" && <Detail name={t("Pay until")}>{formatDateTime(order.expires, zone)}</Detail>}
        <Detail name={t("Payment")}>{providerWord(order.payment_provider)}</Detail>
        <Detail name={t("Total")}>
          <strong>{formatMoney(order.total)}</strong>
        </Detail>
        <Detail name={t("Tax")}>{formatMoney(order.tax_total)}</Detail>
        {order.owed.amount !== 0 && order.status !== "c" && (
          <Detail name={order.owed.amount > 0 ? t("Amount due") : t("Overpaid")}>
            <strong>{formatMoney({ ...order.owed, amount: Math.abs(order.owed.amount) })}</strong>
          </Detail>
        )}
        {address.length > 0 && <Detail name={t("Invoice to")}>{address.join(", ")}</Detail>}
        {order.checkin_attention && <Detail name={t("At the door")}>{order.checkin_text || t("Needs attention")}</Detail>}
        {order.custom_followup_at && <Detail name={t("Follow up on")}>{formatDate(order.custom_followup_at)}</Detail>}
        {order.comment && <Detail name={t("Note")}>{order.comment}</Detail>}
      </dl>
      <a href={order.url} target="_blank" rel="noopener">
        {t("What the customer sees")}
      </a>
    </aside>
  );
}

function editDetails({ order, changed }: OfOrder): void {
  const lines: Entry[] = addressLines().map(([name, label]) => ({ name: `address-${name}`, label, value: order.invoice_address?.[name] ?? "" }));
  const entries: Entry[] = [
    { name: "email", label: t("E-mail"), type: "email", value: order.email ?? "" },
    { name: "phone", label: t("Phone"), value: order.phone ?? "" },
    { name: "comment", label: t("Note for the team"), type: "textarea", value: order.comment },
    { name: "custom_followup_at", label: t("Follow up on"), type: "date", value: order.custom_followup_at ?? "" },
    { name: "checkin_attention", label: t("Needs attention at the door"), type: "checkbox", value: order.checkin_attention ? "true" : "" },
    { name: "checkin_text", label: t("Message for the door"), value: order.checkin_text ?? "" },
    ...lines,
  ];
  const save = async (given: Body): Promise<void> => {
    const address = Object.entries(given).flatMap(([name, value]) => (name.startsWith("address-") ? [[name.slice(8), value]] : []));
    const plain = Object.entries(given).filter(([name]) => !name.startsWith("address-"));
    const day = given.custom_followup_at === "" ? { custom_followup_at: null } : {};
    const body = { ...Object.fromEntries(plain), ...day, ...(address.length ? { invoice_address: Object.fromEntries(address) as Body } : {}) };
    changed(await api.patch<OrderDetail>(pathOf(order, "details"), body));
    toast(t("Details changed."));
  };
  askFor(t("Details of order {code}", { code: order.code }), null, entries, t("Save"), save);
}

const feeKinds = (): [string, string][] => [
  ["service", t("Service")],
  ["shipping", t("Shipping")],
  ["payment", t("Payment")],
  ["insurance", t("Insurance")],
  ["late", t("Late fee")],
  ["other", t("Other")],
];
const kindWord = (fee: Fee): string => feeKinds().find(([kind]) => kind === fee.fee_type)?.[1] ?? t("Fee");

/** Fees, and what can be done about them. */
export function Fees(of: OfOrder) {
  const { order, changed } = of;
  if (!order.fees.length && !order.can.change) return null;
  const add = (): void =>
    askFor(
      t("Add a fee"),
      t("This increases the order total."),
      [
        { name: "fee_type", label: t("Kind"), type: "select", value: "service", choices: feeKinds() },
        { name: "description", label: t("What for (optional)") },
        { name: "value", label: t("Amount"), type: "amount" },
      ],
      t("Add"),
      (given) => take(of, "fees", given, t("Fee added.")),
    );
  const edit = (fee: Fee): void =>
    askFor(t("Change the fee"), null, [{ name: "value", label: t("Amount"), type: "amount" }], t("Save"), async (given) => {
      changed(await api.patch<OrderDetail>(pathOf(order, `fees/${fee.id}`), given));
      toast(t("Fee changed."));
    });
  const remove = (fee: Fee): void =>
    askFor(
      t("Remove the fee?"),
      t("This reduces the order total."),
      [],
      t("Remove fee"),
      async () => {
        changed(await api.delete<OrderDetail>(pathOf(order, `fees/${fee.id}`)));
        toast(t("Fee removed."));
      },
      { danger: true },
    );
  return (
    <section class="eh-card" aria-labelledby="fees-head">
      <div class="eh-card__head">
        <h2 id="fees-head">{t("Fees")}</h2>
        {order.can.change && <Small label={t("Add a fee")} run={add} />}
      </div>
      {order.fees.length === 0 && <p class="eh-muted">{t("None.")}</p>}
      <ul class="eh-lines">
        {order.fees.map((fee) => (
          <li key={fee.id} style={{ alignItems: "center" }}>
            <span class="eh-row">
              {fee.description || kindWord(fee)}
              {fee.description && <span class="eh-muted eh-small">{kindWord(fee)}</span>}
              {order.can.change && (
                <>
                  <Small label={t("Change fee")} run={() => edit(fee)} />
                  <Small label={t("Remove fee")} run={() => remove(fee)} />
                </>
              )}
            </span>
            <span>{formatMoney(fee.value)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const Small = ({ label, run }: { label: string; run: () => void }) => (
  <button class="eh-button eh-button--secondary eh-button--small" type="button" onClick={run}>
    {label}
  </button>
);
