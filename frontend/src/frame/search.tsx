/** Search over pages and things: Ctrl-K or Cmd-K, or the button. A combobox in a dialog: arrows choose, Enter goes there. */
import { signal } from "@preact/signals";
import { useEffect, useId, useMemo, useState } from "preact/hooks";
import { find, type Target } from "~/core/find";
import { type Group, grouped, useThings } from "~/core/found";
import { localize, plural, t } from "~/core/i18n";
import { navigate } from "~/core/router";
import { keyOf, menu, session } from "~/core/session";
import { Dialog } from "~/ui/dialog";
import { Icon } from "~/ui/icons";

const open = signal(false);
const MOST = 12;
/** As many letters as the server looks for. */
const LONGEST = 100;

const isMac = (): boolean => /mac|iphone|ipad/i.test(navigator.userAgent);

export const SearchButton = () => (
  <button class="eh-button eh-button--quiet app-door-link" type="button" aria-haspopup="dialog" aria-keyshortcuts="Control+K Meta+K" onClick={() => (open.value = true)}>
    <Icon name="search" /> <span>{t("Search")}</span>
    <kbd class="app-kbd" aria-hidden="true">
      {isMac() ? "⌘K" : "Ctrl K"}
    </kbd>
  </button>
);

/** Everywhere one can go: the pages of the event, the other events, the rest. */
function targets(): Target[] {
  const pages = (menu.value?.modules ?? []).flatMap((module) =>
    module.items.map((item) => ({ title: item.title, group: module.title, url: item.url })),
  );
  const events = (session.value?.events ?? []).map((one) => ({ title: localize(one.name), group: t("Events"), url: `/app/e/${keyOf(one)}/` }));
  const rest = [
    { title: t("Your events"), group: "EventHub", url: "/app/" },
    { title: t("Door"), group: "EventHub", url: "/app/door" },
    { title: t("Applications"), group: "EventHub", url: "/auth/applications/" },
  ];
  return [...pages, ...events, ...rest];
}

/** Stands once in the page. */
export function SearchPages() {
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey) return;
      // Another dialog may hold what somebody typed.
      if (!session.value?.user || (document.querySelector("dialog[open]") && !open.peek())) return;
      event.preventDefault();
      open.value = !open.peek();
    };
    addEventListener("keydown", listen);
    return () => removeEventListener("keydown", listen);
  }, []);
  return open.value ? <Searching close={() => (open.value = false)} /> : null;
}

function go(target: Target, close: () => void): void {
  close();
  if (target.url.startsWith("/app/")) navigate(target.url);
  else location.assign(target.url);
}

const exactly = (typed: string, found: Target[]): number =>
  Math.max(
    0,
    found.findIndex((target) => target.title.toLowerCase() === typed.trim().toLowerCase()),
  );

interface Choice {
  found: Target[];
  current: number;
  choose: (at: number) => void;
}

/** The arrows go round through what is found, Enter goes there. */
function press(event: KeyboardEvent, { found, current, choose }: Choice, close: () => void): void {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && found.length) choose((current + step + found.length) % found.length);
  else if (event.key === "Enter" && found[current]) go(found[current], close);
  else return;
  event.preventDefault();
}

function Searching({ close }: { close: () => void }) {
  const id = useId();
  const [typed, setTyped] = useState("");
  // Until somebody moves: what is called exactly like this, an order by its code.
  const [at, setAt] = useState<number | null>(null);
  const all = useMemo(targets, [menu.value, session.value]);
  const things = useThings(typed);
  const groups = useMemo(() => {
    const pages = find(all, typed).slice(0, typed.trim() ? MOST : undefined);
    return grouped(pages, t("Pages"), things.results);
  }, [all, typed, things.results]);
  const found = groups.flatMap((group) => group.targets);
  const current = Math.min(at ?? exactly(typed, found), found.length - 1);
  useEffect(() => {
    document.querySelector(`#${CSS.escape(`${id}-${current}`)}`)?.scrollIntoView({ block: "nearest" });
  }, [current, id]);
  return (
    <Dialog title={t("Go to")} close={close}>
      <input
        class="eh-input"
        type="text"
        role="combobox"
        aria-label={t("Page, order, person or item")}
        aria-expanded={found.length > 0}
        aria-controls={`${id}-found`}
        aria-autocomplete="list"
        aria-activedescendant={found.length ? `${id}-${current}` : undefined}
        aria-busy={things.busy}
        autocomplete="off"
        spellcheck={false}
        maxLength={LONGEST}
        placeholder={t("Page, order, person or item")}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(null);
        }}
        onKeyDown={(event) => press(event, { found, current, choose: setAt }, close)}
      />
      <Groups id={id} groups={groups} current={found[current] ?? null} close={close} />
      <State typed={typed} number={found.length} things={things} />
    </Dialog>
  );
}

interface GroupsProps {
  id: string;
  groups: Group[];
  current: Target | null;
  close: () => void;
}

function Groups({ id, groups, current, close }: GroupsProps) {
  const found = groups.flatMap((group) => group.targets);
  return (
    <div class="app-found" id={`${id}-found`} role="listbox" aria-label={t("Found")}>
      {groups.map((group) => (
        <div key={group.targets[0]?.url} role="group" aria-label={group.title}>
          <p class="app-found__kind" aria-hidden="true">
            {group.title}
          </p>
          {group.targets.map((target) => (
            // The keyboard moves in the field above, as a combobox does.
            // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
            <div
              key={target.url + target.title}
              id={`${id}-${found.indexOf(target)}`}
              role="option"
              tabIndex={-1}
              aria-selected={target === current}
              onClick={() => go(target, close)}
            >
              <span>{target.title}</span>
              <span class="eh-muted eh-small">{target.group}</span>
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

/** How the search is doing, in words that screen readers hear. */
function State({ typed, number, things }: { typed: string; number: number; things: ReturnType<typeof useThings> }) {
  const words = things.error
    ? t("Only pages are shown: {why}", { why: things.error.message })
    : things.busy
      ? t("Searching …")
      : number === 0
        ? t("No results.")
        : "";
  return (
    <div class="eh-row eh-row--between">
      <p class="eh-muted eh-small" role="status">
        {words || (typed.trim() && <span class="eh-visually-hidden">{plural(number, "{n} result", "{n} results")}</span>)}
      </p>
      {things.error && (
        <button class="eh-button eh-button--secondary eh-button--small" type="button" onClick={things.retry}>
          {t("Try again")}
        </button>
      )}
    </div>
  );
}
