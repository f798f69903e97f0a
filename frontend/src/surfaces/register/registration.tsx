/** One registration in a dialog: where it stands, what holds it, and what an admin can do about both. */
import { api } from "~/core/api";
import { formatDateTime } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useGet } from "~/core/resource";
import { base, event, may } from "~/core/session";
import type { Registration, RegistrationHold } from "~/core/types";
import { CancelButton, Dialog, DialogActions } from "~/ui/dialog";
import { Form, SelectField, SubmitButton, TextField, useForm } from "~/ui/form";
import { Loaded } from "~/ui/states";
import { toast } from "~/ui/toast";
import { askFor, type Entry } from "~/surfaces/shop/order-steps";
import { AttendanceBadge, holdKinds, RegistrationBadge } from "~/surfaces/shop/words";

const pathOf = (code: string, ...parts: string[]): string => ["/app/register/api/registrations", code, ...parts, ""].join("/");

interface DialogProps {
  code: string;
  close: () => void;
  changed: () => void;
}

export function RegistrationDialog({ code, close, changed }: DialogProps) {
  const registration = useGet<Registration>(`/app/register/api/m2m/registrations/${code}/`);
  const show = (row: Registration): void => {
    registration.set(row);
    changed();
  };
  return (
    <Dialog title={registration.data?.name || t("Registration {code}", { code })} close={close} wide>
      <Loaded from={registration}>{(row) => <Sheet row={row} show={show} />}</Loaded>
      <DialogActions>
        <CancelButton close={close} words={t("Close")} />
      </DialogActions>
    </Dialog>
  );
}

interface OfRegistration {
  row: Registration;
  show: (row: Registration) => void;
}

function Sheet(of: OfRegistration) {
  const { row } = of;
  const admin = may("register", "admin");
  return (
    <div class="eh-stack">
      <div class="eh-row">
        <RegistrationBadge status={row.status} />
        <AttendanceBadge attendance={row.attendance} />
      </div>
      <dl class="eh-details">
        <dt>{t("Code")}</dt>
        <dd>{row.code}</dd>
        <dt>{t("Level")}</dt>
        <dd>{localize(row.level?.name) || "–"}</dd>
        <dt>{t("Order")}</dt>
        <dd>{row.order ? <a href={`${base.value}/orders/${row.order}`}>{row.order}</a> : "–"}</dd>
      </dl>
      <h3>{t("Holds")}</h3>
      {row.holds.length === 0 && <p class="eh-muted">{t("No holds on this registration.")}</p>}
      {row.holds.map((hold) => (
        <Hold key={hold.kind} hold={hold} {...of} />
      ))}
      {admin && <PlaceHold {...of} />}
      {admin && row.steps.length > 0 && <Steps {...of} />}
    </div>
  );
}

function Hold({ hold, row, show }: OfRegistration & { hold: RegistrationHold }) {
  const words = holdKinds()[hold.kind] ?? hold.kind;
  const release = async (): Promise<void> => {
    show(await api.delete<Registration>(pathOf(row.code, "holds", hold.kind)));
    toast(t("Hold released."));
  };
  return (
    <div class="eh-notice eh-notice--warning eh-row eh-row--between">
      <div>
        <strong>{words}</strong>
        {hold.reason && <p>{hold.reason}</p>}
        <p class="eh-muted">
          {formatDateTime(hold.placed_at, event.value?.timezone)}, {hold.placed_by}
        </p>
      </div>
      {may("register", "admin") && (
        <button
          class="eh-button eh-button--secondary eh-button--small"
          type="button"
          aria-label={t("Release the hold “{name}”", { name: words })}
          onClick={() =>
            askFor(t("Release the hold “{name}”?", { name: words }), t("Once the last hold is released, the ticket is accepted again."), [], t("Release"), release, {
              back: t("Keep it"),
            })
          }
        >
          {t("Release")}
        </button>
      )}
    </div>
  );
}

function PlaceHold({ row, show }: OfRegistration) {
  const open = new Set<string>(row.holds.map((hold) => hold.kind));
  const left = Object.entries(holdKinds()).filter(([kind]) => !open.has(kind));
  const form = useForm(() => ({ kind: left[0]?.[0] ?? "", reason: "" }), row.holds.length);
  if (!left.length) return null;
  return (
    <Form
      form={form}
      send={async (values) => {
        show(await api.post<Registration>(pathOf(row.code, "holds"), values));
      }}
      done={() => toast(t("Registration put on hold."))}
    >
      <div class="eh-fields">
        <SelectField name="kind" label={t("New hold")} choices={left.map(([value, label]) => ({ value, label }))} />
        <TextField name="reason" label={t("Reason")} maxLength={500} optional />
      </div>
      <div class="eh-row">
        <SubmitButton>{t("Put on hold")}</SubmitButton>
      </div>
    </Form>
  );
}

interface Step {
  label: string;
  title: string;
  body: string;
  done: string;
  danger?: boolean;
}

const stepWords = (): Record<string, Step> => ({
  active: {
    label: t("Reactivate"),
    title: t("Reactivate this registration?"),
    body: t("Its status follows the order again, and the ticket works."),
    done: t("Registration reactivated."),
  },
  deferred: {
    label: t("Defer"),
    title: t("Defer to a later edition?"),
    body: t("The ticket stops working. The order and its money stay as they are."),
    done: t("Registration deferred."),
  },
  cancelled: {
    label: t("Cancel registration"),
    title: t("Cancel this registration?"),
    body: t("The ticket stops working. To release the place and refund the money, cancel the position in the order."),
    done: t("Registration canceled."),
    danger: true,
  },
  refunded: {
    label: t("Mark as refunded"),
    title: t("Has the money been refunded?"),
    body: t("This only changes the status; refund the money in the order. This cannot be undone."),
    done: t("Registration marked as refunded."),
    danger: true,
  },
});

function Steps({ row, show }: OfRegistration) {
  const note: Entry = { name: "note", label: t("Note (optional)") };
  const words = stepWords();
  return (
    <div class="eh-row">
      {row.steps.map((to) => {
        const step = words[to];
        if (!step) return null;
        const run = async (given: Record<string, unknown>): Promise<void> => {
          show(await api.post<Registration>(pathOf(row.code, "transition"), { ...given, to }));
          toast(step.done);
        };
        return (
          <button
            key={to}
            class="eh-button eh-button--secondary"
            type="button"
            onClick={() => askFor(step.title, step.body, [note], step.label, run, { danger: step.danger, back: t("Keep it") })}
          >
            {step.label}
          </button>
        );
      })}
    </div>
  );
}
