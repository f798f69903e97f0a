/** The words for states, each with its tone: the word is the state, the colour only repeats it. */
import { t, tIn } from "~/core/i18n";
import { Badge, type Tone } from "~/ui/states";

const badge = (known: Record<string, [string, Tone]>, value: string) => {
  const [words, tone] = known[value] ?? [value, ""];
  return <Badge tone={tone}>{words}</Badge>;
};

export const orderStates = (): Record<string, [string, Tone]> => ({
  n: [t("To be paid"), "warning"],
  p: [t("Paid"), "success"],
  e: [t("Expired"), ""],
  c: [t("Canceled"), "danger"],
});
export const OrderBadge = ({ status }: { status: string }) => badge(orderStates(), status);

export const registrationStates = (): Record<string, [string, Tone]> => ({
  active: [t("Confirmed"), "success"],
  pending_payment: [t("Not paid yet"), "warning"],
  draft: [t("Not complete"), ""],
  waitlisted: [t("On the waiting list"), "info"],
  expired: [t("Expired"), ""],
  cancelled: [t("Canceled"), "danger"],
  deferred: [t("Deferred"), "info"],
  transferred: [t("Transferred"), "info"],
  refunded: [t("Refunded"), "danger"],
});
export const holdKinds = (): Record<string, string> => ({
  manual: t("Needs a look"),
  escalation: t("Ask a lead"),
  minor_consent: t("Consent of a guardian"),
  id_mismatch: t("Identity document differs"),
  duplicate: t("Registered twice"),
  payment_dispute: t("Disputed payment"),
  name_watch: t("Name watch"),
});
export const RegistrationBadge = ({ status }: { status: string }) => badge(registrationStates(), status);

export const attendanceStates = (): Record<string, [string, Tone]> => ({
  not_arrived: [t("Not here yet"), ""],
  checked_in: [t("Here"), "success"],
  out: [t("Gone out"), "info"],
});
export const AttendanceBadge = ({ attendance }: { attendance: string }) => badge(attendanceStates(), attendance);

/** A set of states as the choices of a filter. */
export const choicesOf = (states: Record<string, [string, Tone]>): [string, string][] =>
  Object.entries(states).map(([value, [words]]) => [value, words]);

export const PaymentBadge = ({ state }: { state: string }) =>
  badge(
    {
      created: [t("Started"), ""],
      pending: [t("Pending"), "warning"],
      confirmed: [t("Confirmed"), "success"],
      failed: [t("Failed"), "danger"],
      canceled: [t("Canceled"), "danger"],
      refunded: [t("Refunded"), "info"],
      done: [tIn("state", "Done"), "success"],
      external: [t("Elsewhere"), "info"],
      transit: [t("On its way"), "warning"],
    },
    state,
  );

export const providerWord = (provider: string | null): string =>
  ({
    banktransfer: t("Bank transfer"),
    boxoffice: t("At the door"),
    stripe: t("Card"),
    paypal: "PayPal",
    free: t("Free of charge"),
    manual: t("By hand"),
    offsetting: t("With another order"),
  })[provider ?? ""] ??
  provider ??
  "–";
