/** The frame around every surface, and which surface an address belongs to. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError, csrfToken, currentEvent, signIn } from "~/core/api";
import { localize, t } from "~/core/i18n";
import { match } from "~/core/match";
import { place } from "~/core/router";
import { base, can, enterEvent, event, keyOf, loadSession, may, permissions, session } from "~/core/session";
import { Asked } from "~/ui/dialog";
import { Icon, type IconName } from "~/ui/icons";
import { lazy } from "~/ui/lazy";
import { Badge, Failure, Missing, Skeleton } from "~/ui/states";
import { ThemeButton } from "~/ui/theme-button";
import { Toasts } from "~/ui/toast";

const Home = lazy(async () => (await import("~/surfaces/home/home")).Home);
const NewEvent = lazy(async () => (await import("~/surfaces/home/new-event")).NewEvent);
const Organizer = lazy(async () => (await import("~/surfaces/event")).Organizer);
const DoorStart = lazy(async () => (await import("~/surfaces/door/start")).DoorStart);
const Door = lazy(async () => (await import("~/surfaces/door/door")).Door);

export function App() {
  const [failure, setFailure] = useState<ApiError | null>(null);
  const load = (): void => {
    setFailure(null);
    loadSession()
      .then((found) => {
        if (!found.user) signIn();
        return found;
      })
      .catch((cause: unknown) => setFailure(cause instanceof ApiError ? cause : new ApiError(500, "unknown", String(cause))));
  };
  useEffect(load, []);
  return (
    <>
      <a class="eh-skip" href="#main">
        {t("Skip to content")}
      </a>
      {failure && (
        <Frame>
          <Failure error={failure} retry={load} />
        </Frame>
      )}
      {!failure && !session.value?.user && (
        <Frame>
          <Skeleton />
        </Frame>
      )}
      {!failure && session.value?.user && <Surface />}
      <Asked />
      <Toasts />
    </>
  );
}

function Surface() {
  const { path } = place.value;
  const door = match("/app/door/:organizer/:event/:list", path);
  if (door) {
    const key = `${door["organizer"]}/${door["event"]}`;
    return (
      <AtEvent key={key} event={key} bare>
        <Door list={Number(door["list"])} />
      </AtEvent>
    );
  }
  const inside = match("/app/e/:organizer/:event/*", path);
  if (inside) {
    const key = `${inside["organizer"]}/${inside["event"]}`;
    return (
      <AtEvent key={key} event={key}>
        <Organizer path={inside["rest"] ?? ""} />
      </AtEvent>
    );
  }
  return (
    <Frame>
      {match("/app", path) && <Home />}
      {match("/app/new", path) && <NewEvent />}
      {match("/app/door", path) && <DoorStart />}
      {!["/app", "/app/new", "/app/door"].some((known) => match(known, path)) && <Missing />}
    </Frame>
  );
}

/** Everything below is about one event: the requests name it, and what the person may do there is known. */
function AtEvent({ event: key, bare = false, children }: { event: string; bare?: boolean; children: ComponentChildren }) {
  const [failure, setFailure] = useState<ApiError | null>(null);
  const known = session.value?.events.some((one) => keyOf(one) === key);
  const enter = (): void => {
    setFailure(null);
    enterEvent(key).catch((cause: unknown) => setFailure(cause instanceof ApiError ? cause : new ApiError(500, "unknown", String(cause))));
  };
  useEffect(() => {
    if (known) enter();
  }, [key, known]);
  if (!known) {
    return (
      <Frame>
        <Missing />
      </Frame>
    );
  }
  const ready = currentEvent.value === key && permissions.value !== null;
  const body = failure ? <Failure error={failure} retry={enter} /> : ready ? children : <Skeleton />;
  if (bare && ready) return <>{body}</>;
  return <Frame side={<EventNav />}>{body}</Frame>;
}

function Frame({ side, children }: { side?: ComponentChildren; children: ComponentChildren }) {
  return (
    <div class={`app-frame ${side ? "app-frame--sided" : ""}`}>
      <Topbar side={side} />
      {side && <aside class="app-side">{side}</aside>}
      <main id="main" tabIndex={-1} class="eh-page app-main">
        {children}
      </main>
    </div>
  );
}

function Topbar({ side }: { side?: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const { path } = place.value;
  useEffect(() => setOpen(false), [path]);
  const current = event.value;
  return (
    <header class="eh-topbar app-topbar">
      {side && (
        <button
          class="eh-button eh-button--quiet eh-button--icon app-menu-button"
          type="button"
          aria-expanded={open}
          aria-controls="app-menu"
          aria-label={t("Menu")}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? "close" : "menu"} />
        </button>
      )}
      <a class="eh-brand" href="/app/">
        <img src="/static/design/logo.svg" alt="" />
        <span class={side ? "app-brand-words" : ""}>EventHub</span>
      </a>
      {side && current && (
        <a class="app-event" href="/app/" aria-label={t("{event}: choose another event", { event: localize(current.name) })}>
          {localize(current.name)}
        </a>
      )}
      <div class="app-topbar__end">
        <a class="eh-button eh-button--quiet app-door-link" href="/app/door">
          <Icon name="scan" /> <span>{t("Door")}</span>
        </a>
        <ThemeButton />
        <a class="eh-button eh-button--quiet app-door-link" href="/auth/applications/" title={t("Applications that act for you")}>
          <Icon name="plug" /> <span>{t("Applications")}</span>
        </a>
        <form method="post" action="/auth/logout/" class="app-signout">
          <input type="hidden" name="csrfmiddlewaretoken" value={csrfToken()} />
          <button class="eh-button eh-button--quiet app-door-link" type="submit" title={session.value?.user?.email}>
            <Icon name="exit" /> <span>{t("Sign out")}</span>
          </button>
        </form>
      </div>
      {side && open && (
        <div id="app-menu" class="app-menu">
          {side}
        </div>
      )}
    </header>
  );
}

interface NavEntry {
  path: string;
  title: string;
  icon: IconName;
  shown: boolean;
}

function EventNav() {
  const at = place.value.path;
  const groups: [string, NavEntry[]][] = [
    [
      t("Every day"),
      [
        { path: "dashboard", title: t("Dashboard"), icon: "chart", shown: may("register") },
        { path: "orders", title: t("Orders"), icon: "orders", shown: may("shop") },
        { path: "registrations", title: t("Registrations"), icon: "people", shown: may("register") },
      ],
    ],
    [
      t("Set-up"),
      [
        { path: "settings", title: t("Settings"), icon: "settings", shown: may("tenant") || can("can_change_event_settings") },
        { path: "dates", title: t("Dates"), icon: "calendar", shown: may("shop") && (event.value?.has_subevents ?? false) },
        { path: "items", title: t("Levels & items"), icon: "ticket", shown: may("shop") },
        { path: "categories", title: t("Categories"), icon: "folder", shown: may("shop") },
        { path: "taxes", title: t("Tax rules"), icon: "percent", shown: may("shop") },
        { path: "quotas", title: t("Quotas"), icon: "gauge", shown: may("shop") },
        { path: "vouchers", title: t("Vouchers"), icon: "percent", shown: may("shop") },
        { path: "waiting-list", title: t("Waiting list"), icon: "people", shown: may("shop") },
        { path: "carts", title: t("Carts"), icon: "ticket", shown: may("shop") },
        { path: "form", title: t("Form"), icon: "form", shown: may("shop") },
        { path: "lists", title: t("Check-in lists"), icon: "list", shown: may("register") },
        { path: "team", title: t("Team"), icon: "team", shown: can("can_change_teams") },
        { path: "properties", title: t("Properties"), icon: "folder", shown: can("can_change_organizer_settings") },
        { path: "history", title: t("History"), icon: "list", shown: may("tenant", "admin") },
        { path: "devices", title: t("Devices"), icon: "door", shown: can("can_change_organizer_settings") },
        { path: "webhooks", title: t("Webhooks"), icon: "plug", shown: can("can_change_organizer_settings") },
      ],
    ],
  ];
  const current = event.value;
  return (
    <nav class="eh-nav" aria-label={t("Event")}>
      {current && (
        <p class="app-nav-state">
          {current.live ? <Badge tone="success">{t("Live")}</Badge> : <Badge tone="warning">{t("Not live yet")}</Badge>}
        </p>
      )}
      {groups.map(([title, entries]) => {
        const shown = entries.filter((entry) => entry.shown);
        if (!shown.length) return null;
        return (
          <>
            <p class="eh-nav__title">{title}</p>
            {shown.map(({ path, title: words, icon }) => {
              const href = `${base.value}/${path}`;
              return (
                <a key={path} href={href} aria-current={at === href || at.startsWith(`${href}/`) ? "page" : undefined}>
                  <Icon name={icon} /> {words}
                </a>
              );
            })}
          </>
        );
      })}
    </nav>
  );
}
