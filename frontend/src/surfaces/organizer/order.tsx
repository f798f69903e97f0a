/** One order: what was bought by whom, what was paid, and what can be done about it. */
import type { ComponentChildren } from "preact";
import { formatDateTime, formatMoney } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useGet } from "~/core/resource";
import { base, event } from "~/core/session";
import type { OrderDetail, Position } from "~/core/types";
import { Badge, Heading, Loaded } from "~/ui/states";
import { dateWords } from "./dates";
import { OrderHistory } from "./history";
import { Invoices, MoneyCard } from "./order-money";
import { AddPosition, PositionActions } from "./order-positions";
import { OrderActions } from "./order-steps";
import { AttendanceBadge, OrderBadge, providerWord } from "./words";

export function OrderPage({ code }: { code: string }) {
  const order = useGet<OrderDetail>(`/app/shop/api/m2m/orders/${code}/`);
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading
        title={t("Order {code}", { code })}
        eyebrow={<a href={`${base.value}/orders`}>{t("Orders")}</a>}
        actions={order.data && <OrderActions order={order.data} changed={order.set} />}
      />
      <Loaded from={order}>{(data) => <Sheet order={data} changed={order.set} />}</Loaded>
    </div>
  );
}

function Sheet({ order, changed }: { order: OrderDetail; changed: (order: OrderDetail) => void }) {
  const zone = event.value?.timezone;
  return (
    <div class="eh-split app-order">
      <div class="eh-stack">
        {order.positions.map((position) => (
          <PositionCard key={position.positionid} position={position} order={order} changed={changed} />
        ))}
        {order.can.change && <AddPosition order={order} changed={changed} />}
        <MoneyCard order={order} changed={changed} />
        <Invoices order={order} changed={changed} />
        <OrderHistory order={order} />
      </div>
      <aside class="eh-card" aria-label={t("About the order")}>
        <OrderBadge status={order.status} />
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
          <Detail name={t("Tax in it")}>{formatMoney(order.tax_total)}</Detail>
          {order.fees.map((fee) => (
            <Detail key={fee.id} name={fee.description || t("Fee")}>
              {formatMoney(fee.value)}
            </Detail>
          ))}
          {order.owed.amount !== 0 && order.status !== "c" && (
            <Detail name={order.owed.amount > 0 ? t("Still to be paid") : t("Paid too much")}>
              <strong>{formatMoney({ ...order.owed, amount: Math.abs(order.owed.amount) })}</strong>
            </Detail>
          )}
          {order.comment && <Detail name={t("Note")}>{order.comment}</Detail>}
        </dl>
        <a href={order.url} target="_blank" rel="noopener">
          {t("What the customer sees")}
        </a>
      </aside>
    </div>
  );
}

const Detail = ({ name, children }: { name: string; children: ComponentChildren }) => (
  <>
    <dt>{name}</dt>
    <dd>{children}</dd>
  </>
);

/** Yes-or-no answers are stored as True and False. */
const answerWords = (answer: string): string => ({ True: t("Yes"), False: t("No"), "": "–" })[answer] ?? answer;

const variationOf = (position: Position): string => localize(position.variation?.value);

function PositionCard({ position, order, changed }: { position: Position; order: OrderDetail; changed: (order: OrderDetail) => void }) {
  const zone = event.value?.timezone;
  const variation = variationOf(position);
  return (
    <section class="eh-card" aria-label={t("Position {n}", { n: position.positionid })}>
      <div class="eh-card__head">
        <div>
          <h2>{position.attendee_name || localize(position.item.name)}</h2>
          <p class="eh-muted">
            {localize(position.item.name)}
            {variation && ` · ${variation}`}
          </p>
        </div>
        <div class="eh-row">
          {position.canceled && <Badge tone="danger">{t("Canceled")}</Badge>}
          {position.blocked && <Badge tone="warning">{t("Blocked")}</Badge>}
          {position.registration && !position.canceled && <AttendanceBadge attendance={position.registration.attendance} />}
          <strong class="eh-number">{formatMoney(position.price)}</strong>
        </div>
      </div>
      <dl class="eh-details">
        {position.subevent && <Detail name={t("Date")}>{dateWords(position.subevent)}</Detail>}
        {position.attendee_email && <Detail name={t("E-mail")}>{position.attendee_email}</Detail>}
        {position.answers.map((answer) => (
          <Detail key={localize(answer.question)} name={localize(answer.question)}>
            {answerWords(answer.answer)}
          </Detail>
        ))}
        {Number(position.tax_rate) > 0 && (
          <Detail name={t("Tax in it")}>
            {formatMoney(position.tax_value)} ({Number(position.tax_rate)} %)
          </Detail>
        )}
        <Detail name={t("Ticket")}>
          <code>{position.secret}</code>
        </Detail>
        {position.checkins.map((one) => (
          <Detail key={one.at} name={t("Scanned")}>
            {formatDateTime(one.at, zone)}, {one.list}
            {one.by && `, ${one.by}`}
          </Detail>
        ))}
      </dl>
      {order.can.change && !position.canceled && <PositionActions position={position} order={order} changed={changed} />}
    </section>
  );
}
