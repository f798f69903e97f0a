/** What a scan's answer looks like and says: one tone for colour and sound, a few words, who it is. Pure. */
import { formatDate, formatDateTime, formatTime } from "~/core/format";
import { localize, t } from "~/core/i18n";
import type { DoorQuestion, ScanAnswer } from "~/core/types";
import type { Tone } from "./sound";
import type { Outcome } from "./queue";

export interface Verdict {
  tone: Tone;
  title: string;
  message: string;
  name: string;
  what: string;
  color: string | null;
  texts: string[];
  /** When, where and by whom the ticket was used before. */
  previous: string;
  checkin: number | string | null;
  letIn: "ignore_unpaid" | "force" | null;
  questions: DoorQuestion[];
}

const REASONS = (): Record<string, string> => ({
  already_redeemed: t("Already used"),
  unpaid: t("Not paid"),
  canceled: t("Canceled"),
  product: t("Not for this door"),
  blocked: t("Blocked"),
  invalid: t("Not a ticket"),
  invalid_time: t("Not valid now"),
  rules: t("Not now"),
  unapproved: t("Not approved"),
  incomplete: t("Questions are open"),
});

export function verdictOf(outcome: Outcome, timeZone: string): Verdict {
  if ("error" in outcome) return refusedByServer(outcome.error.message);
  const { answer, scan } = outcome;
  const { ticket } = answer;
  return {
    tone: toneOf(answer),
    title: titleOf(answer, scan.kind === "exit"),
    message: messageOf(answer),
    name: ticket?.badge_name || ticket?.name || "",
    what: [localize(ticket?.level) || localize(ticket?.item), localize(ticket?.variation), dateOf(ticket, timeZone)].filter(Boolean).join(" · "),
    color: ticket?.level_color ?? null,
    texts: ticket?.texts ?? [],
    previous: previousWords(answer, timeZone),
    checkin: answer.verdict === "ok" ? answer.checkin : null,
    letIn: letInBy(answer),
    questions: answer.questions ?? [],
  };
}

/** The date of a series that a ticket is for: what a door for all dates looks at. */
const dateOf = (ticket: ScanAnswer["ticket"], timeZone: string): string =>
  ticket?.date ? `${localize(ticket.date.name)}, ${formatDateTime(ticket.date.date_from, timeZone)}` : "";

const refusedByServer = (message: string): Verdict => ({
  tone: "stop",
  title: t("Not accepted"),
  message,
  name: "",
  what: "",
  color: null,
  texts: [],
  previous: "",
  checkin: null,
  letIn: null,
  questions: [],
});

/** The server's sentence, where the headline and the earlier scan do not say it already. */
function messageOf(answer: ScanAnswer): string {
  if (answer.verdict === "ok") return answer.ticket?.attention ? answer.message : "";
  return answer.previous && answer.reason === "already_redeemed" ? "" : answer.message;
}

function toneOf(answer: ScanAnswer): Tone {
  if (answer.verdict === "ok") return answer.ticket?.attention ? "look" : "ok";
  const canBeSolved = answer.verdict === "questions" || (answer.reason === "unpaid" && answer.ticket?.can_ignore_unpaid);
  return canBeSolved ? "look" : "stop";
}

function titleOf(answer: ScanAnswer, exit: boolean): string {
  if (answer.verdict === "ok") return answer.ticket?.attention ? t("Look closer") : exit ? t("Goodbye") : t("Welcome");
  if (answer.verdict === "questions") return t("Questions are open");
  return REASONS()[answer.reason ?? ""] ?? t("Stop");
}

function previousWords({ previous, verdict }: ScanAnswer, timeZone: string): string {
  if (!previous || verdict === "ok") return "";
  const place = previous.gate ? `${previous.list}, ${previous.gate}` : previous.list;
  const values = { time: formatTime(previous.at, timeZone), date: formatDate(previous.at, timeZone), place, by: previous.by };
  return previous.by ? t("At {time} on {date}, {place}, by {by}", values) : t("At {time} on {date}, {place}", values);
}

function letInBy(answer: ScanAnswer): Verdict["letIn"] {
  if (answer.verdict === "questions") return "force";
  return answer.reason === "unpaid" && answer.ticket?.can_ignore_unpaid ? "ignore_unpaid" : null;
}
