/** The frame around every surface, and which surface an address belongs to. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { ApiError, currentEvent, signIn } from "~/core/api";
import { t } from "~/core/i18n";
import { match } from "~/core/match";
import { place } from "~/core/router";
import { enterEvent, keyOf, loadSession, permissions, session } from "~/core/session";
import { EventNav } from "~/frame/nav";
import { SearchPages } from "~/frame/search";
import { Topbar } from "~/frame/topbar";
import { Asked } from "~/ui/dialog";
import { lazy } from "~/ui/lazy";
import { Failure, Missing, Skeleton } from "~/ui/states";
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
      <SearchPages />
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
