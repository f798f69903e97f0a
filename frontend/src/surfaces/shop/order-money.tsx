/** What was paid and given back, and the documents about it. */
import { formatDateTime, formatMoney } from "~/core/format";
import { t } from "~/core/i18n";
import { event } from "~/core/session";
import type { Payment, Receipt, Refund } from "~/core/types";
import { Fold } from "~/ui/fold";
import { Badge } from "~/ui/states";
import { askFor, forceEntry, type OfOrder, quietEntry, take } from "./order-steps";
import { download } from "~/core/download";
import { PaymentBadge, providerWord } from "./words";

const mayWrite = (of: OfOrder): boolean => Object.values(of.order.can).some(Boolean);

export function MoneyCard(of: OfOrder) {
  const { order } = of;
  return (
    <section class="eh-card" aria-labelledby="money-head">
      <div class="eh-card__head">
        <h2 id="money-head">{t("Payments")}</h2>
        {mayWrite(of) && order.status !== "c" && (
          <button
            class="eh-button eh-button--secondary eh-button--small"
            type="button"
            onClick={() =>
              askFor(t("Record a payment"), t("The order is marked as paid once the full amount has been received."), [{ name: "amount", label: t("Amount"), type: "amount" }, { name: "note", label: t("Note (optional)") }, ...(order.status === "e" ? [forceEntry()] : [])], t("Record"), (given) =>
                take(of, "payments", given, t("Payment recorded.")),
              )
            }
          >
            {t("Record payment")}
          </button>
        )}
      </div>
      {order.unfulfilled_since && (
        <div class="eh-notice eh-notice--warning">
          <strong>{t("Received, not fulfilled")}</strong>
          <p>{t("{total} arrived when this order could no longer be fulfilled. Reactivate the order or refund the money.", { total: formatMoney(order.held) })}</p>
        </div>
      )}
      {order.payments.length + order.refunds.length === 0 && <p class="eh-muted">{t("None yet.")}</p>}
      <ul class="eh-lines">
        {order.payments.map((row) => (
          <Line key={`p${row.local_id}`} title={t("Payment {n}", { n: row.local_id })} row={row} when={row.payment_date ?? row.created}>
            {mayWrite(of) && <PaymentActions of={of} payment={row} />}
          </Line>
        ))}
        {order.refunds.map((row) => (
          <Line key={`r${row.local_id}`} title={t("Refund {n}", { n: row.local_id })} row={row} when={row.created}>
            {mayWrite(of) && <RefundActions of={of} refund={row} />}
          </Line>
        ))}
      </ul>
      {order.receipts.length > 0 && (
        <Fold title={t("Receipts ({n})", { n: order.receipts.length })}>
          <ul class="eh-lines">
            {order.receipts.map((row) => (
              <ReceiptLine key={`${row.kind}${row.payment ?? row.refund}`} row={row} />
            ))}
          </ul>
        </Fold>
      )}
    </section>
  );
}

const receiptWord = (row: Receipt): string =>
  ({
    payment: t("Payment {n} received", { n: row.payment ?? "" }),
    refund: t("Refund {n} paid out", { n: row.refund ?? "" }),
    reversal: t("Refund {n} came back", { n: row.refund ?? "" }),
  })[row.kind];

const ReceiptLine = ({ row }: { row: Receipt }) => (
  <li>
    <span class="eh-row">
      {receiptWord(row)}
      <span class="eh-muted eh-small app-breaks">
        {[providerWord(row.provider), row.reference, formatDateTime(row.at, event.value?.timezone), row.by].filter(Boolean).join(", ")}
      </span>
    </span>
    <span class="eh-number">{formatMoney(row.amount)}</span>
  </li>
);

interface LineProps {
  title: string;
  row: Payment | Refund;
  when: string;
  children?: preact.ComponentChildren;
}
const Line = ({ title, row, when, children }: LineProps) => (
  <li style={{ alignItems: "center" }}>
    <span class="eh-row">
      {title}
      <PaymentBadge state={row.state} />
      <span class="eh-muted eh-small">
        {providerWord(row.provider)}, {formatDateTime(when, event.value?.timezone)}
      </span>
      {children}
    </span>
    <span>{formatMoney(row.amount)}</span>
  </li>
);

const Small = ({ label, run }: { label: string; run: () => void }) => (
  <button class="eh-button eh-button--secondary eh-button--small" type="button" onClick={run}>
    {label}
  </button>
);

function PaymentActions({ of, payment }: { of: OfOrder; payment: Payment }) {
  const path = `payments/${payment.local_id}`;
  const revival = of.order.status === "e" ? [forceEntry()] : [];
  if (payment.state === "created" || payment.state === "pending")
    return (
      <>
        <Small label={t("Confirm")} run={() => askFor(t("Has {total} arrived?", { total: formatMoney(payment.amount) }), null, [...revival, quietEntry()], t("Confirm"), (given) => take(of, `${path}/confirm`, given, t("Payment confirmed.")))} />
        <Small label={t("Cancel payment")} run={() => askFor(t("Cancel this payment?"), t("It is no longer expected."), [], t("Cancel payment"), () => take(of, `${path}/cancel`, {}, t("Payment canceled.")), { danger: true })} />
      </>
    );
  if (payment.state !== "confirmed" || payment.amount.amount === 0) return null;
  return (
    <Small
      label={t("Refund")}
      run={() =>
        askFor(
          t("Record a refund"),
          t("EventHub records the refund; pay the money out yourself, then mark the refund as paid out. An order that is not canceled becomes unpaid again."),
          [
            { name: "amount", label: t("Amount (empty: all of it)"), type: "amount" },
            { name: "cancel", label: t("Cancel the order too"), type: "checkbox" },
            { name: "note", label: t("Note (optional)") },
          ],
          t("Refund"),
          (given) => take(of, `${path}/refund`, given, t("Refund recorded.")),
          { danger: true },
        )
      }
    />
  );
}

function RefundActions({ of, refund }: { of: OfOrder; refund: Refund }) {
  const path = `refunds/${refund.local_id}`;
  if (refund.state !== "created" && refund.state !== "transit") return null;
  return (
    <>
      <Small label={t("Mark as paid out")} run={() => askFor(t("Has {total} been paid out?", { total: formatMoney(refund.amount) }), null, [], t("Mark as paid out"), () => take(of, `${path}/done`, {}, t("Refund marked as paid out.")))} />
      <Small label={t("Cancel refund")} run={() => askFor(t("Cancel this refund?"), null, [], t("Cancel refund"), () => take(of, `${path}/cancel`, {}, t("Refund canceled.")), { danger: true })} />
    </>
  );
}

export function Invoices(of: OfOrder) {
  const { order } = of;
  const base = `/app/shop/api/orders/${order.code}`;
  const last = order.invoices.find((one) => !one.is_cancellation && !order.invoices.some((other) => other.refers === one.number));
  return (
    <section class="eh-card" aria-labelledby="papers">
      <div class="eh-card__head">
        <h2 id="papers">{t("Documents")}</h2>
        <div class="eh-row">
          {order.status === "p" && <Small label={t("Tickets as PDF")} run={() => void download(`${base}/tickets/`, `${order.code}.pdf`)} />}
          {order.can.change && !last && <Small label={t("Issue invoice")} run={() => askFor(t("Issue an invoice?"), t("It gets the next number and cannot be changed afterwards."), [], t("Issue invoice"), () => take(of, "invoices", {}, t("Invoice issued.")))} />}
          {order.can.change && last && (
            <Small label={t("Reissue invoice")} run={() => askFor(t("Cancel invoice {number} and issue a new one?", { number: last.number }), null, [], t("Reissue invoice"), () => take(of, `invoices/${last.number}/reissue`, {}, t("New invoice issued.")))} />
          )}
        </div>
      </div>
      {order.invoices.length === 0 && <p class="eh-muted">{t("No invoice yet.")}</p>}
      <ul class="eh-lines">
        {order.invoices.map((one) => (
          <li key={one.number} style={{ alignItems: "center" }}>
            <span class="eh-row">
              {one.number}
              {one.is_cancellation && <Badge tone="danger">{t("Cancels {number}", { number: one.refers ?? "" })}</Badge>}
            </span>
            <Small label={t("PDF")} run={() => void download(`${base}/invoices/${one.number}/pdf/`, `${one.number}.pdf`)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
