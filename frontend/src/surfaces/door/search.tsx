/** For tickets left at home: find the person by name, then check them in like a scan. */
import { useEffect, useState } from "preact/hooks";
import { api, ApiError, withQuery } from "~/core/api";
import { formatTime } from "~/core/format";
import { localize, plural, t } from "~/core/i18n";
import type { SearchHit } from "~/core/types";
import { Badge, Dot } from "~/ui/states";

const TYPING_MS = 200;
const LEAST = 2;

interface Props {
  list: number;
  zone: string;
  choose: (secret: string) => void;
}

export function NameSearch({ list, zone, choose }: Props) {
  const [text, setText] = useState("");
  const [hits, setHits] = useState<SearchHit[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const wanted = text.trim();
  useEffect(() => {
    setProblem(null);
    if (wanted.length < LEAST) {
      setHits(null);
      return;
    }
    const controller = new AbortController();
    const later = setTimeout(async () => {
      try {
        const path = withQuery("/app/register/api/checkin/search/", { list, q: wanted });
        setHits((await api.get<{ results: SearchHit[] }>(path, { signal: controller.signal })).results);
      } catch (cause) {
        if (!controller.signal.aborted) setProblem(cause instanceof ApiError ? cause.message : t("Something went wrong."));
      }
    }, TYPING_MS);
    return () => {
      clearTimeout(later);
      controller.abort();
    };
  }, [wanted, list]);
  const take = (secret: string): void => {
    setText("");
    setHits(null);
    choose(secret);
  };
  return (
    <section class="eh-card" aria-labelledby="search-head" role="search">
      <h2 id="search-head">{t("Find by name")}</h2>
      <div class="eh-field">
        <label class="eh-visually-hidden" for="name-search">
          {t("Name, order code or e-mail address")}
        </label>
        <input
          id="name-search"
          class="eh-input eh-input--large"
          type="search"
          autocomplete="off"
          placeholder={t("Name, order code or e-mail address")}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </div>
      <p class={hits === null ? "eh-visually-hidden" : "eh-muted eh-small"} role="status">
        {hits === null ? "" : hits.length === 0 ? t("Nobody found") : plural(hits.length, "One person found", "{n} people found")}
      </p>
      {problem && (
        <div class="eh-notice eh-notice--danger" role="alert">
          {problem}
        </div>
      )}
      {hits && hits.length > 0 && (
        <ul class="eh-lines">
          {hits.map((hit) => (
            <li key={hit.secret} class="door-recent">
              <Hit hit={hit} zone={zone} />
              <button
                class={`eh-button door-button ${hit.checked_in_at ? "eh-button--secondary" : ""}`}
                type="button"
                aria-label={t("Check in {name}", { name: hit.name || hit.order })}
                onClick={() => take(hit.secret)}
              >
                {t("Check in")}
              </button>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const Hit = ({ hit, zone }: { hit: SearchHit; zone: string }) => (
  <span>
    <span class="eh-row" style={{ gap: "var(--eh-2)" }}>
      <strong>{hit.name || localize(hit.item)}</strong>
      {hit.checked_in_at && <Badge tone="info">{t("in since {time}", { time: formatTime(hit.checked_in_at, zone) })}</Badge>}
      {hit.order_status === "n" && <Badge tone="warning">{t("Not paid")}</Badge>}
      {(hit.order_status === "c" || hit.order_status === "e") && <Badge tone="danger">{t("Canceled")}</Badge>}
    </span>
    <span class="eh-muted eh-small app-name-cell">
      <Dot color={hit.level_color} /> {localize(hit.level) || localize(hit.item)} · {hit.order}-{hit.positionid}
    </span>
  </span>
);
