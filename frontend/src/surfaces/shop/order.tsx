/** One order: what was bought by whom, what was paid, and what can be done about it. */
import type { ComponentChildren } from "preact";
import { formatDateTime, formatMoney } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useGet } from "~/core/resource";
import { base, event } from "~/core/session";
import type { OrderDetail, Position } from "~/core/types";
import { Badge, Heading, Loaded } from "~/ui/states";
import { dateWords } from "./dates";
import { download } from "~/core/download";
import { OrderHistory } from "~/surfaces/tenant/history";
import { Invoices, MoneyCard } from "./order-money";
import { AboutOrder, Fees } from "./order-details";
import { AddPosition, type Offered, PositionActions, SplitOrder, useOffered } from "./order-positions";
import { OrderActions } from "./order-steps";
import { AttendanceBadge } from "./words";

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
  const { positions } = order;
  const offered = useOffered(order);
  const tops = positions.filter((one) => !positions.some((other) => other.positionid === one.addon_to));
  return (
    <div class="eh-split app-order">
      <div class="eh-stack">
        {tops.map((top) => (
          <div key={top.positionid} class="eh-stack">
            <PositionCard position={top} order={order} changed={changed} offered={offered} />
            {positions
              .filter((one) => one.addon_to === top.positionid)
              .map((part) => (
                <div key={part.positionid} class="app-part">
                  <PositionCard position={part} order={order} changed={changed} offered={offered} />
                </div>
              ))}
          </div>
        ))}
        {order.can.change && offered.ready && (
          <div class="eh-row">
            <AddPosition order={order} changed={changed} offered={offered} />
            <SplitOrder order={order} changed={changed} />
          </div>
        )}
        <Fees order={order} changed={changed} />
        <MoneyCard order={order} changed={changed} />
        <Invoices order={order} changed={changed} />
        <OrderHistory order={order} />
      </div>
      <AboutOrder order={order} changed={changed} />
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

const FileAnswer = ({ order, position, question, name }: { order: OrderDetail; position: Position; question: number; name: string }) => (
  <button
    class="eh-button eh-button--secondary eh-button--small"
    type="button"
    onClick={() => void download(`/app/shop/api/orders/${order.code}/positions/${position.positionid}/answers/${question}/file/`, name)}
  >
    {name}
  </button>
);

const variationOf = (position: Position): string => localize(position.variation?.value);

function PositionCard({ position, order, changed, offered }: { position: Position; order: OrderDetail; changed: (order: OrderDetail) => void; offered: Offered }) {
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
            {position.addon_to !== null && ` · ${t("added to position {n}", { n: position.addon_to })}`}
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
        {position.voucher && <Detail name={t("Voucher")}>{position.voucher}</Detail>}
        {position.answers.map((answer) => (
          <Detail key={answer.id} name={localize(answer.question)}>
            {answer.file === null ? answerWords(answer.answer) : <FileAnswer order={order} position={position} question={answer.id} name={answer.file} />}
          </Detail>
        ))}
        {Number(position.tax_rate) > 0 && (
          <Detail name={t("Tax")}>
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
      {order.can.change && offered.ready && !position.canceled && <PositionActions position={position} order={order} changed={changed} offered={offered} />}
    </section>
  );
}
