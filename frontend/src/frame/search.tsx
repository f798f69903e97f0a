/** Search over pages: Ctrl-K or Cmd-K, or the button. A combobox in a dialog: arrows choose, Enter goes there. */
import { signal } from "@preact/signals";
import { useEffect, useId, useMemo, useState } from "preact/hooks";
import { find, type Target } from "~/core/find";
import { localize, t } from "~/core/i18n";
import { navigate } from "~/core/router";
import { keyOf, menu, session } from "~/core/session";
import { Dialog } from "~/ui/dialog";
import { Icon } from "~/ui/icons";

const open = signal(false);
const MOST = 12;

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
    module.items.map((item) => ({ title: t(item.title), group: t(module.title), url: item.url })),
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

function Searching({ close }: { close: () => void }) {
  const id = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const all = useMemo(targets, [menu.value, session.value]);
  const found = useMemo(() => find(all, typed).slice(0, typed.trim() ? MOST : undefined), [all, typed]);
  const current = Math.min(at, found.length - 1);
  useEffect(() => {
    document.querySelector(`#${CSS.escape(`${id}-${current}`)}`)?.scrollIntoView({ block: "nearest" });
  }, [current, id]);
  const press = (event: KeyboardEvent): void => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && found.length) setAt((current + step + found.length) % found.length);
    else if (event.key === "Enter" && found[current]) go(found[current], close);
    else return;
    event.preventDefault();
  };
  return (
    <Dialog title={t("Go to")} close={close}>
      <input
        class="eh-input"
        type="text"
        role="combobox"
        aria-label={t("Page or event")}
        aria-expanded={found.length > 0}
        aria-controls={`${id}-found`}
        aria-autocomplete="list"
        aria-activedescendant={found.length ? `${id}-${current}` : undefined}
        autocomplete="off"
        spellcheck={false}
        placeholder={t("Page or event")}
        value={typed}
        onInput={(event) => {
          setTyped(event.currentTarget.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <div class="app-found" id={`${id}-found`} role="listbox" aria-label={t("Found")}>
        {found.map((target, index) => (
          // The keyboard moves in the field above, as a combobox does.
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events
          <div
            key={target.url + target.title}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === current}
            onClick={() => go(target, close)}
          >
            <span>{target.title}</span>
            <span class="eh-muted eh-small">{target.group}</span>
          </div>
        ))}
      </div>
      <p class="eh-muted eh-small" role="status">
        {found.length === 0 ? t("Nothing is called like this.") : ""}
      </p>
    </Dialog>
  );
}
