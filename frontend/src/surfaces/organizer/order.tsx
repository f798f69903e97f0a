/** One order: what was bought by whom, what was paid, and what can be done about it. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";
import { api } from "~/core/api";
import { formatDateTime, formatMoney } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useGet } from "~/core/resource";
import { base, event } from "~/core/session";
import type { Order, Position } from "~/core/types";
import { ask } from "~/ui/dialog";
import { Icon } from "~/ui/icons";
import { Badge, Heading, Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";
import { dateWords } from "./dates";
import { OrderHistory } from "./history";
import { AttendanceBadge, OrderBadge, PaymentBadge, providerWord } from "./words";

export function OrderPage({ code }: { code: string }) {
  const order = useGet<Order>(`/app/shop/api/m2m/orders/${code}/`);
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading
        title={t("Order {code}", { code })}
        eyebrow={<a href={`${base.value}/orders`}>{t("Orders")}</a>}
        actions={order.data && <Actions order={order.data} changed={order.set} />}
      />
      <Loaded from={order}>{(data) => <Sheet order={data} />}</Loaded>
    </div>
  );
}

function Sheet({ order }: { order: Order }) {
  const zone = event.value?.timezone;
  return (
    <div class="eh-split">
      <div class="eh-stack">
        {order.positions.map((position) => (
          <PositionCard key={position.positionid} position={position} />
        ))}
        <Money order={order} />
        <OrderHistory key={`${order.status}${order.payments.length}${order.refunds.length}`} code={order.code} />
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

function PositionCard({ position }: { position: Position }) {
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
          {position.canceled && <Badge tone="danger">{t("Cancelled")}</Badge>}
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
    </section>
  );
}

function Money({ order }: { order: Order }) {
  const zone = event.value?.timezone;
  const rows = [
    ...order.payments.map((one) => ({ ...one, title: t("Payment {n}", { n: one.local_id }), when: one.payment_date ?? one.created })),
    ...order.refunds.map((one) => ({ ...one, title: t("Refund {n}", { n: one.local_id }), when: one.created })),
  ];
  return (
    <section class="eh-card" aria-labelledby="money-head">
      <h2 id="money-head">{t("Payments")}</h2>
      {rows.length === 0 && <p class="eh-muted">{t("None yet.")}</p>}
      <ul class="eh-lines">
        {rows.map((row) => (
          <li key={row.title} style={{ alignItems: "center" }}>
            <span class="eh-row">
              {row.title}
              <PaymentBadge state={row.state} />
              <span class="eh-muted eh-small">
                {providerWord(row.provider)}, {formatDateTime(row.when, zone)}
              </span>
            </span>
            <span>{formatMoney(row.amount)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Actions({ order, changed }: { order: Order; changed: (order: Order) => void }) {
  const send = async (action: string, body: Record<string, string>, words: string): Promise<void> => {
    changed(await api.post<Order>(`/app/shop/api/orders/${order.code}/${action}/`, body));
    toast(words);
  };
  return (
    <>
      {order.can.resend && (
        <button
          class="eh-button eh-button--secondary"
          type="button"
          onClick={() =>
            ask({
              title: t("Send the order again?"),
              body: t("{email} gets the link to the order once more.", { email: order.email ?? "" }),
              action: t("Send"),
              run: () => send("resend", {}, t("Sent to {email}.", { email: order.email ?? "" })),
            })
          }
        >
          {t("Send again")}
        </button>
      )}
      {order.can.cancel && (
        <NoteAction
          label={t("Cancel order")}
          danger
          title={t("Cancel order {code}?", { code: order.code })}
          body={t("Its tickets stop working and its places are free again. Money is not paid back by this.")}
          run={(note) => send("cancel", { note }, t("The order is cancelled."))}
        />
      )}
      {order.can.mark_paid && (
        <NoteAction
          label={t("Mark as paid")}
          title={t("Has {total} arrived?", { total: formatMoney(order.total) })}
          body={t("The order counts as paid and its tickets become valid.")}
          run={(note) => send("mark-paid", { note }, t("The order is paid."))}
        />
      )}
    </>
  );
}

interface NoteActionProps {
  label: string;
  title: string;
  body: string;
  danger?: boolean;
  run: (note: string) => Promise<void>;
}

function NoteAction({ label, title, body, danger, run }: NoteActionProps) {
  const note = useState(() => ({ text: "" }))[0];
  return (
    <button
      class={`eh-button ${danger ? "eh-button--secondary" : ""}`}
      type="button"
      onClick={() => {
        note.text = "";
        ask({
          title,
          body: (
            <>
              <p>{body}</p>
              <label class="eh-field">
                <span class="eh-label">
                  {t("Note")} <span class="eh-optional">{t("(optional)")}</span>
                </span>
                <input
                  class="eh-input"
                  type="text"
                  autocomplete="off"
                  onInput={(input) => {
                    note.text = input.currentTarget.value;
                  }}
                />
              </label>
            </>
          ),
          action: label,
          danger,
          run: () => run(note.text),
        });
      }}
    >
      {!danger && <Icon name="check" />} {label}
    </button>
  );
}
