/** The steps that can be taken with an order; those that its state forbids say why. */
import type { ComponentChildren } from "preact";
import { api } from "~/core/api";
import { formatMoney, plainDecimal } from "~/core/format";
import { t } from "~/core/i18n";
import { event } from "~/core/session";
import type { OrderDetail, OrderStep } from "~/core/types";
import { useClosing } from "~/ui/closing";
import { ask } from "~/ui/dialog";
import { amountHint } from "~/ui/form";
import { toast } from "~/ui/toast";

export interface OfOrder {
  order: OrderDetail;
  changed: (order: OrderDetail) => void;
}
export type Body = Record<string, unknown>;

export const pathOf = (order: OrderDetail, verb: string): string => `/app/shop/api/orders/${order.code}/${verb}/`;

/** Takes a step and shows the order as it is then. */
export async function take({ order, changed }: OfOrder, verb: string, body: Body, words: string): Promise<void> {
  changed(await api.post<OrderDetail>(pathOf(order, verb), body));
  toast(words);
}

export interface Entry {
  name: string;
  label: string;
  type?: "text" | "amount" | "date" | "checkbox" | "email" | "select" | "textarea";
  /** Of a checkbox: "true" or "". */
  value?: string;
  hint?: string;
  choices?: [string, string][];
}

/** How a question looks: red where something is lost, and what the way out is called. */
interface Manner {
  danger?: boolean;
  back?: string;
}

/** Asks for what a step needs, then runs it. Empty entries are left out, but for those that had words before. */
export function askFor(title: string, body: ComponentChildren, entries: Entry[], action: string, run: (given: Body) => Promise<unknown>, manner: Manner = {}): void {
  const given: Body = {};
  for (const entry of entries) if (entry.value) given[entry.name] = entry.type === "checkbox" ? true : entry.value;
  ask({
    title,
    ...manner,
    action,
    body: (
      <div class="eh-stack">
        {body && <p>{body}</p>}
        {entries.map((entry) => (
          <label key={entry.name} class={entry.type === "checkbox" ? "eh-choice" : "eh-field"}>
            {entry.type === "checkbox" ? (
              <>
                <input
                  type="checkbox"
                  defaultChecked={entry.value === "true"}
                  onInput={(input) => {
                    given[entry.name] = input.currentTarget.checked;
                  }}
                />
                <span>{entry.label}</span>
              </>
            ) : (
              <>
                <span class="eh-label">{entry.label}</span>
                <Entered
                  entry={entry}
                  enter={(words) => {
                    given[entry.name] = words;
                  }}
                />
              </>
            )}
            {hintOf(entry) && <span class="eh-hint">{hintOf(entry)}</span>}
          </label>
        ))}
      </div>
    ),
    run: () => run(asMeant(entries, given)),
  });
}

const hintOf = (entry: Entry): string | undefined => entry.hint ?? (entry.type === "amount" ? amountHint(event.value?.currency ?? "EUR") : undefined);

/** What was entered, without what stayed empty; amounts as the server reads them. */
function asMeant(entries: Entry[], given: Body): Body {
  const known = new Map(entries.map((entry) => [entry.name, entry]));
  const filled = Object.entries(given).filter(([name, value]) => value !== "" || known.get(name)?.value);
  return Object.fromEntries(filled.map(([name, value]) => [name, known.get(name)?.type === "amount" ? plainDecimal(String(value)) : value]));
}

function Entered({ entry, enter }: { entry: Entry; enter: (words: string) => void }) {
  if (entry.type === "select")
    return (
      <select class="eh-input" onInput={(input) => enter(input.currentTarget.value)}>
        {entry.choices?.map(([value, words]) => (
          <option key={value} value={value} selected={value === (entry.value ?? "")}>
            {words}
          </option>
        ))}
      </select>
    );
  if (entry.type === "textarea") return <textarea class="eh-input" rows={3} defaultValue={entry.value} onInput={(input) => enter(input.currentTarget.value)} />;
  const shared = { class: "eh-input", autocomplete: "off", defaultValue: entry.value, onInput: (input: { currentTarget: HTMLInputElement }) => enter(input.currentTarget.value) };
  if (entry.type === "amount") return <input type="text" inputMode="decimal" {...shared} />;
  if (entry.type === "date") return <input type="date" {...shared} />;
  if (entry.type === "email") return <input type="email" {...shared} />;
  return <input type="text" {...shared} />;
}

interface Step {
  name: OrderStep;
  label: string;
  danger?: boolean;
  primary?: boolean;
  run: () => void;
}

export const forceEntry = (): Entry => ({ name: "force", label: t("Even if sold out"), type: "checkbox" });
export const quietEntry = (): Entry => ({ name: "quiet", label: t("Do not e-mail the customer"), type: "checkbox" });

function stepsOf(of: OfOrder): Step[] {
  const { order } = of;
  const force = forceEntry();
  const quiet = quietEntry();
  const note: Entry = { name: "note", label: t("Note (optional)") };
  return [
    {
      name: "approve",
      label: t("Approve"),
      primary: true,
      run: () => askFor(t("Approve order {code}?", { code: order.code }), t("The customer is notified and can pay."), [quiet], t("Approve"), (given) => take(of, "approve", given, t("Order approved."))),
    },
    {
      name: "mark_paid",
      label: t("Mark as paid"),
      primary: true,
      run: () =>
        askFor(t("Has {total} arrived?", { total: formatMoney(order.owed) }), t("The order counts as paid and its tickets become valid."), [note, quiet], t("Mark as paid"), (given) =>
          take(of, "mark-paid", given, t("Order marked as paid.")),
        ),
    },
    {
      name: "extend",
      label: t("Extend deadline"),
      run: () =>
        askFor(t("More time to pay"), null, [{ name: "expires", label: t("Pay until"), type: "date", value: order.expires?.slice(0, 10) ?? "" }, force], t("Extend deadline"), (given) =>
          take(of, "extend", given, t("Deadline extended.")),
        ),
    },
    {
      name: "reactivate",
      label: t("Reactivate"),
      primary: true,
      run: () =>
        askFor(t("Reactivate order {code}?", { code: order.code }), t("It takes its places again. Its tickets become valid once it is paid."), [force], t("Reactivate"), (given) =>
          take(of, "reactivate", given, t("Order reactivated.")),
        ),
    },
    {
      name: "resend",
      label: t("Send again"),
      run: () =>
        askFor(t("Send the order again?"), t("The link to the order is sent to {email} again.", { email: order.email ?? "" }), [], t("Send"), () =>
          take(of, "resend", {}, t("Sent to {email}.", { email: order.email ?? "" })),
        ),
    },
    {
      name: "mark_pending",
      label: t("Mark as unpaid"),
      run: () => askFor(t("Mark the order as unpaid?"), t("Its tickets stop working until it is paid."), [], t("Mark as unpaid"), () => take(of, "mark-pending", {}, t("Order marked as unpaid."))),
    },
    {
      name: "deny",
      label: t("Deny"),
      danger: true,
      run: () =>
        askFor(t("Deny order {code}?", { code: order.code }), t("The order is canceled and the customer is notified."), [{ name: "note", label: t("Message to the customer (optional)") }, quiet], t("Deny"), (given) =>
          take(of, "deny", given, t("Order denied.")), { danger: true },
        ),
    },
    {
      name: "cancel",
      label: t("Cancel order"),
      danger: true,
      run: () =>
        askFor(
          t("Cancel order {code}?", { code: order.code }),
          t("Its tickets stop working and its places become available again. This does not refund any money."),
          [{ name: "fee", label: t("Keep a fee (optional)"), type: "amount" }, note, quiet],
          t("Cancel order"),
          (given) => take(of, "cancel", given, t("Order canceled.")),
          { danger: true, back: t("Keep it") },
        ),
    },
  ];
}

export function OrderActions(of: OfOrder) {
  const steps = stepsOf(of);
  const { order } = of;
  const menu = useClosing();
  const ready = steps.filter((step) => order.can[step.name]);
  const main = ready.filter((step) => step.primary || step.name === "cancel");
  const rest = steps.filter((step) => !main.includes(step));
  return (
    <>
      {main.map((step) => (
        <button key={step.name} class={`eh-button ${step.primary ? "" : "eh-button--secondary"}`} type="button" onClick={step.run}>
          {step.label}
        </button>
      ))}
      <details class="app-more" ref={menu}>
        <summary class="eh-button eh-button--secondary">{t("More")}</summary>
        <div class="eh-card eh-stack app-more__list">
          {rest.map((step) => {
            const why = order.barred[step.name];
            return (
              <div key={step.name}>
                <button class="eh-button eh-button--secondary eh-button--block" type="button" disabled={!order.can[step.name]} aria-describedby={why ? `why-${step.name}` : undefined} onClick={step.run}>
                  {step.label}
                </button>
                {why && (
                  <p class="eh-small eh-muted" id={`why-${step.name}`}>
                    {why}
                  </p>
                )}
              </div>
            );
          })}
          <button
            class="eh-button eh-button--secondary eh-button--block"
            type="button"
            onClick={() =>
              askFor(t("Create a new link and new codes?"), t("The old link and the old tickets stop working immediately. Send the order again afterwards."), [], t("Create new ones"), () => take(of, "new-secrets", {}, t("New link and codes created.")), { danger: true })
            }
          >
            {t("New link and codes")}
          </button>
        </div>
      </details>
    </>
  );
}
