/** Loading, empty, error: every place that waits for data shows one of them. */
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import type { ApiError } from "~/core/api";
import { t } from "~/core/i18n";
import { place } from "~/core/router";
import type { Resource } from "~/core/resource";

export const Skeleton = ({ lines = 4 }: { lines?: number }) => (
  <div class="eh-stack" aria-busy="true">
    <span class="eh-visually-hidden" role="status">
      {t("Loading")}
    </span>
    {Array.from({ length: lines }, (_, index) => (
      <div class="eh-skeleton" key={index} style={{ height: "2.5rem", opacity: 1 - index * 0.15 }} />
    ))}
  </div>
);

export function Failure({ error, retry }: { error: ApiError; retry?: () => unknown }) {
  const title = error.status === 403 ? t("You may not see this") : error.status === 404 ? t("This does not exist") : t("This did not load");
  return (
    <div class="eh-notice eh-notice--danger" role="alert">
      <strong>{title}</strong>
      <p>{error.message}</p>
      {retry && error.status !== 403 && error.status !== 404 && (
        <p>
          <button class="eh-button eh-button--secondary eh-button--small" type="button" onClick={() => void retry()}>
            {t("Try again")}
          </button>
        </p>
      )}
    </div>
  );
}

/** The data when it is there; otherwise the state. Old data stays in sight under a failed reload. */
export function Loaded<T>({ from, children, lines }: { from: Resource<T>; children: (data: T) => ComponentChildren; lines?: number }) {
  if (from.data === undefined) return from.error ? <Failure error={from.error} retry={from.reload} /> : <Skeleton lines={lines} />;
  return (
    <>
      {from.error && <Failure error={from.error} retry={from.reload} />}
      {children(from.data)}
    </>
  );
}

export const Empty = ({ title, children }: { title: string; children?: ComponentChildren }) => (
  <div class="eh-empty">
    <h2>{title}</h2>
    {children}
  </div>
);

interface HeadingProps {
  title: string;
  eyebrow?: ComponentChildren;
  actions?: ComponentChildren;
  /** False while the title is not known yet: focus and the document's title wait for it. */
  ready?: boolean;
}

let announced = "";

/** The page's <h1>. Takes the focus when the address changed, so that keyboards and screen readers start there. */
export function Heading({ title, eyebrow, actions, ready = true }: HeadingProps) {
  const element = useRef<HTMLHeadingElement>(null);
  const path = place.value.path;
  useEffect(() => {
    if (!ready) return;
    document.title = `${title} · EventHub`;
    const first = announced === "";
    if (announced !== path && !first && !document.querySelector("dialog[open]")) element.current?.focus();
    announced = path;
  }, [path, title, ready]);
  return (
    <div class="app-heading">
      <div>
        {eyebrow && <p class="eh-eyebrow">{eyebrow}</p>}
        <h1 ref={element} tabIndex={-1}>
          {title}
        </h1>
      </div>
      {actions && <div class="eh-row">{actions}</div>}
    </div>
  );
}

export type Tone = "success" | "warning" | "danger" | "info" | "primary" | "";
export const Badge = ({ tone, children }: { tone: Tone; children: ComponentChildren }) => (
  <span class={`eh-badge ${tone ? `eh-badge--${tone}` : ""}`}>{children}</span>
);
export const Dot = ({ color }: { color: string | null | undefined }) =>
  color ? <span class="eh-dot" style={{ "--eh-event": color }} aria-hidden="true" /> : null;

export function Progress({ label, part, whole }: { label: string; part: number; whole: number }) {
  const percent = whole > 0 ? Math.min(100, Math.round((100 * part) / whole)) : part > 0 ? 100 : 0;
  return (
    <div
      class={`eh-progress ${part >= whole ? "eh-progress--full" : ""}`}
      role="progressbar"
      aria-label={label}
      aria-valuenow={percent}
      aria-valuemin={0}
      aria-valuemax={100}
    >
      <span style={{ width: `${percent}%` }} />
    </div>
  );
}

export const Missing = () => (
  <div class="eh-stack">
    <Heading title={t("There is no such page")} />
    <p>
      <a href="/app/">{t("To your events")}</a>
    </p>
  </div>
);
