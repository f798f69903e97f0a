/** The door: scan, see at once, next. Made for a wedge scanner, a camera, a finger and a keyboard alike. */
import { useComputed, useSignal } from "@preact/signals";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import { api, ApiError, currentEvent } from "~/core/api";
import { formatNumber, formatTime } from "~/core/format";
import { localize, plural, t } from "~/core/i18n";
import { useGet } from "~/core/resource";
import { event } from "~/core/session";
import { live } from "~/core/socket";
import type { CheckInList, Counters, RecentScan } from "~/core/types";
import { Icon } from "~/ui/icons";
import { lazy } from "~/ui/lazy";
import { Badge, Failure, Heading } from "~/ui/states";
import { ThemeButton } from "~/ui/theme-button";
import { toast } from "~/ui/toast";
import { type Kind, type Outcome, type Scan, ScanQueue } from "./queue";
import { DoorQuestions } from "./questions";
import { NameSearch } from "./search";
import { play, soundOn, toggleSound } from "./sound";
import { type Verdict, verdictOf } from "./verdict";
import "./door.css";

const Camera = lazy(async () => (await import("./camera")).Camera);
const COARSE = matchMedia("(pointer: coarse)");

type ScanOptions = Partial<Pick<Scan, "force" | "ignore_unpaid" | "answers">>;
type Board = Counters & { recent: RecentScan[] };
interface Shown extends Verdict {
  secret: string;
  nonce: string;
}

export function Door({ list }: { list: number }) {
  const zone = event.value?.timezone ?? "UTC";
  const about = useGet<CheckInList>(`/app/register/api/m2m/checkin-lists/${list}/`);
  const board = useGet<Board>(`/app/register/api/checkin/counters/?list=${list}`);
  const shown = useSignal<Shown | null>(null);
  const kind = useSignal<Kind>("entry");
  const [camera, setCamera] = useState(false);
  // On a touch screen the focus would open the keyboard over the verdict; a wedge scanner needs none.
  const [keyboard, setKeyboard] = useState(!COARSE.matches);
  const input = useRef<HTMLInputElement>(null);
  const [link, setLink] = useState("connecting");

  const answered = (outcome: Outcome): void => {
    const verdict = verdictOf(outcome, zone);
    play(verdict.tone);
    if ("answer" in outcome && outcome.answer.verdict === "ok") navigator.vibrate?.(60);
    shown.value = { ...verdict, secret: outcome.scan.secret, nonce: outcome.scan.nonce };
    void board.reload();
  };
  const latest = useRef(answered);
  latest.current = answered;
  const queue = useMemo(() => new ScanQueue(list, (outcome) => latest.current(outcome)), [list]);
  useEffect(() => {
    const feed = live(currentEvent.value ?? "", (what) => (what.has("door") || what.has("poll")) && void board.reload());
    const stop = feed.state.subscribe(setLink);
    const hurry = (): void => queue.hurry();
    addEventListener("online", hurry);
    return () => {
      removeEventListener("online", hurry);
      stop();
      feed.close();
      queue.close();
    };
  }, [queue]);
  useKeepFocus(input);

  const scan = (secret: string, options: ScanOptions = {}): void => {
    const wanted = secret.trim();
    if (wanted) queue.add(wanted, { kind: kind.peek(), ...options });
    if (!COARSE.matches || !camera) input.current?.focus();
  };
  const undo = async (checkin: number | string, name: string): Promise<void> => {
    try {
      await api.post("/app/register/api/checkin/undo/", { checkin });
      toast(name ? t("The check-in of {name} is undone.", { name }) : t("The check-in is undone."));
      if (shown.peek()?.checkin === checkin) shown.value = null;
    } catch (cause) {
      toast(cause instanceof ApiError ? cause.message : t("This was not undone."), "danger");
    }
    input.current?.focus();
    await board.reload();
  };
  const waiting = useComputed(() => queue.waiting.value.length);

  if (about.error && !about.data) {
    return (
      <main id="main" tabIndex={-1} class="eh-page eh-stack">
        <Failure error={about.error} retry={about.reload} />
        <a href="/app/door">{t("Choose another list")}</a>
      </main>
    );
  }
  return (
    <div class="door">
      <DoorBar name={about.data?.name ?? t("Door")} link={link} board={board.data} />
      <main id="main" tabIndex={-1} class="door-main">
        <div class="door-scan">
          {waiting.value > 0 && (
            <div class="eh-notice eh-notice--warning" role="status">
              <strong>{t("Waiting for the network")}</strong>
              <p>{plural(waiting.value, "One scan is kept and sent again by itself.", "{n} scans are kept and sent again by themselves.")}</p>
            </div>
          )}
          {shown.value && shown.value.questions.length > 0 && (
            <DoorQuestions
              key={shown.value.nonce}
              name={shown.value.name}
              questions={shown.value.questions}
              answer={(answers) => scan(shown.value?.secret ?? "", { answers })}
              close={() => {
                if (shown.value) shown.value = { ...shown.value, questions: [] };
              }}
            />
          )}
          <VerdictPanel shown={shown.value} busy={queue.pending.value.length > 0} scan={scan} undo={undo} />
          {camera && <Camera scanned={scan} close={() => setCamera(false)} />}
          <ScanForm input={input} scan={scan} keyboard={keyboard} />
          <div class="door-tools">
            <KindSwitch kind={kind.value} choose={(chosen) => (kind.value = chosen)} />
            {!keyboard && (
              <button
                class="eh-button eh-button--secondary eh-button--icon door-button"
                type="button"
                aria-label={t("Type a code")}
                onClick={() => {
                  setKeyboard(true);
                  const field = input.current;
                  if (!field) return;
                  field.inputMode = "text"; // at once: the keyboard opens only for a focus within the tap
                  field.blur();
                  field.focus();
                }}
              >
                <Icon name="keyboard" />
              </button>
            )}
            {!camera && (
              <button class="eh-button eh-button--secondary door-button" type="button" onClick={() => setCamera(true)}>
                <Icon name="camera" /> {t("Camera")}
              </button>
            )}
          </div>
        </div>
        <div class="door-aside">
          <NameSearch list={list} zone={zone} choose={(secret) => scan(secret)} />
          <Recent board={board.data} zone={zone} undo={undo} />
        </div>
      </main>
    </div>
  );
}

/** Typing anywhere lands in the scan field, unless the person is in another field: a wedge scanner just types. */
function useKeepFocus(input: { current: HTMLInputElement | null }): void {
  useLayoutEffect(() => {
    input.current?.focus();
    const catchTyping = (key: KeyboardEvent): void => {
      const at = key.target as HTMLElement;
      const elsewhere = at.closest("input, textarea, select, dialog") !== null;
      if (elsewhere || key.key.length !== 1 || key.key === " " || key.ctrlKey || key.metaKey || key.altKey) return;
      input.current?.focus();
    };
    const comeBack = (): void => {
      if (document.activeElement === document.body || document.activeElement === null) input.current?.focus();
    };
    const afterClick = (): void => {
      setTimeout(comeBack);
    };
    document.addEventListener("keydown", catchTyping);
    document.addEventListener("click", afterClick);
    addEventListener("focus", comeBack);
    return () => {
      document.removeEventListener("keydown", catchTyping);
      document.removeEventListener("click", afterClick);
      removeEventListener("focus", comeBack);
    };
  }, []);
}

function DoorBar({ name, link, board }: { name: string; link: string; board: Board | undefined }) {
  return (
    <header class="eh-topbar door-bar">
      <a class="eh-button eh-button--quiet eh-button--icon door-button" href="/app/door" aria-label={t("Choose another list")}>
        <Icon name="back" />
      </a>
      <div class="door-title">
        <Heading title={name} />
        {link === "reconnecting" || link === "offline" ? (
          <Badge tone="warning">{link === "offline" ? t("Offline") : t("Reconnecting …")}</Badge>
        ) : (
          <span class="eh-muted eh-small">{localize(event.value?.name)}</span>
        )}
      </div>
      <CounterRow board={board} />
      <div class="door-switches">
        <button
          class="eh-button eh-button--quiet eh-button--icon door-button"
          type="button"
          aria-pressed={soundOn.value}
          aria-label={t("Sound")}
          onClick={toggleSound}
        >
          <Icon name={soundOn.value ? "sound" : "mute"} />
        </button>
        <ThemeButton />
      </div>
    </header>
  );
}

function CounterRow({ board }: { board: Board | undefined }) {
  const counters: [string, number | undefined][] = [
    [t("inside"), board?.inside],
    [t("came in"), board?.entries],
    [t("expected"), board?.expected],
  ];
  return (
    <dl class="door-counters">
      {counters.map(([label, value]) => (
        <div key={label}>
          <dt>{label}</dt>
          <dd class="eh-number">{value === undefined ? "–" : formatNumber(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

interface VerdictProps {
  shown: Shown | null;
  busy: boolean;
  scan: (secret: string, options: ScanOptions) => void;
  undo: (checkin: number | string, name: string) => Promise<void>;
}

const SIGNS = { ok: "✓", look: "!", stop: "✕" } as const;

function VerdictPanel({ shown, busy, scan, undo }: VerdictProps) {
  return (
    <section class={`door-verdict ${shown ? `is-${shown.tone}` : ""} ${busy ? "is-busy" : ""}`} aria-label={t("Result")}>
      <div role="status" aria-live="assertive" aria-atomic="true" class="door-words" key={shown?.nonce ?? "none"}>
        {shown ? <Words shown={shown} /> : <p class="door-idle">{t("Ready to scan")}</p>}
      </div>
      {shown?.letIn && (
        <button class="eh-button eh-button--large" type="button" onClick={() => scan(shown.secret, { [shown.letIn ?? "force"]: true })}>
          {shown.letIn === "ignore_unpaid" ? t("Let in unpaid") : t("Let in anyway")}
        </button>
      )}
      {shown?.checkin !== null && shown?.checkin !== undefined && (
        <button
          class="eh-button eh-button--secondary door-button"
          type="button"
          onClick={() => void undo(shown.checkin ?? "", shown.name)}
        >
          <Icon name="undo" /> {t("Undo this check-in")}
        </button>
      )}
    </section>
  );
}

const Words = ({ shown }: { shown: Shown }) => (
  <>
    <p class="door-sign" aria-hidden="true">
      {SIGNS[shown.tone]}
    </p>
    <p class="door-headline">{shown.title}</p>
    {shown.name && <p class="door-name">{shown.name}</p>}
    {shown.what && (
      <p class="door-what">
        {shown.color && <span class="eh-dot" style={{ "--eh-event": shown.color }} aria-hidden="true" />} {shown.what}
      </p>
    )}
    {shown.message && <p>{shown.message}</p>}
    {shown.previous && <p class="door-previous">{shown.previous}</p>}
    {shown.texts.map((text) => (
      <p key={text} class="door-text">
        {text}
      </p>
    ))}
  </>
);

interface ScanFormProps {
  input: { current: HTMLInputElement | null };
  scan: (secret: string) => void;
  /** False: the screen's keyboard stays away. */
  keyboard: boolean;
}

function ScanForm({ input, scan, keyboard }: ScanFormProps) {
  return (
    <form
      class="door-form"
      autocomplete="off"
      onSubmit={(submit) => {
        submit.preventDefault();
        const field = input.current;
        if (!field) return;
        scan(field.value);
        field.value = "";
      }}
    >
      <label class="eh-label" for="scan">
        {t("Scan a ticket")}
      </label>
      <div class="door-form__row">
        <input
          id="scan"
          ref={input}
          class="eh-input eh-input--large"
          type="text"
          autocomplete="off"
          autocapitalize="off"
          spellcheck={false}
          inputMode={keyboard ? "text" : "none"}
          enterkeyhint="go"
          placeholder={t("Code")}
        />
        <button class="eh-button eh-button--large" type="submit">
          {t("Check")}
        </button>
      </div>
    </form>
  );
}

const KindSwitch = ({ kind, choose }: { kind: Kind; choose: (kind: Kind) => void }) => (
  <fieldset class="door-kind">
    <legend class="eh-visually-hidden">{t("Direction")}</legend>
    {(["entry", "exit"] as const).map((one) => (
      <label key={one}>
        <input type="radio" name="kind" class="eh-visually-hidden" checked={kind === one} onChange={() => choose(one)} />
        <span>{one === "entry" ? t("In") : t("Out")}</span>
      </label>
    ))}
  </fieldset>
);

interface RecentProps {
  board: Board | undefined;
  zone: string;
  undo: VerdictProps["undo"];
}

function Recent({ board, zone, undo }: RecentProps) {
  const rows = board?.recent ?? [];
  return (
    <section class="eh-card" aria-labelledby="recent-head">
      <h2 id="recent-head">{t("Last scans")}</h2>
      {rows.length === 0 && <p class="eh-muted">{t("Nobody has been scanned here yet.")}</p>}
      <ul class="eh-lines">
        {rows.map((row, index) => (
          <li key={`${row.at}-${index}`} class="door-recent">
            <span class="eh-stack eh-stack--tight" style={{ gap: 0 }}>
              <span class="eh-row" style={{ gap: "var(--eh-2)" }}>
                <strong>{row.name || t("Unknown")}</strong>
                <RecentBadge row={row} />
              </span>
              <span class="eh-muted eh-small">
                {formatTime(row.at, zone)}
                {row.kind === "exit" && `, ${t("out")}`}
                {row.by && `, ${row.by}`}
              </span>
            </span>
            {row.verdict === "ok" && row.checkin !== null && !row.annulled ? (
              <button
                class="eh-button eh-button--quiet door-button"
                type="button"
                aria-label={row.name ? t("Undo the check-in of {name}", { name: row.name }) : t("Undo this check-in")}
                onClick={() => void undo(row.checkin ?? "", row.name ?? "")}
              >
                {t("Undo")}
              </button>
            ) : (
              <span />
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function RecentBadge({ row }: { row: RecentScan }) {
  if (row.annulled) return <Badge tone="">{t("undone")}</Badge>;
  if (row.verdict === "ok") return <Badge tone="success">{t("let in")}</Badge>;
  return <Badge tone="danger">{t("refused")}</Badge>;
}
