/** What long lists share: a search that waits for the typing to end, filters in the address, pages. */
import type { ComponentChildren } from "preact";
import { useEffect, useId, useState } from "preact/hooks";
import { formatNumber } from "~/core/format";
import { t } from "~/core/i18n";
import { query, setQuery } from "~/core/router";
import type { Page } from "~/core/types";
import { Icon } from "~/ui/icons";

export const PAGE_SIZE = 50;
const TYPING_MS = 250;

export function SearchBox({ label, placeholder }: { label: string; placeholder?: string }) {
  const asked = query.value.get("search") ?? "";
  const [text, setText] = useState(asked);
  const id = useId();
  useEffect(() => {
    if (text === asked) return;
    const later = setTimeout(() => setQuery({ search: text.trim() || null, page: null }), TYPING_MS);
    return () => clearTimeout(later);
  }, [text]);
  return (
    <div class="eh-field app-search-field" role="search">
      <label class="eh-label" for={id}>
        {label}
      </label>
      <input
        id={id}
        class="eh-input"
        type="search"
        autocomplete="off"
        placeholder={placeholder}
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
      />
    </div>
  );
}

interface FilterProps {
  name: string;
  label: string;
  choices: [string, string][];
  everything: string;
}

export function Filter({ name, label, choices, everything }: FilterProps) {
  const id = useId();
  return (
    <div class="eh-field">
      <label class="eh-label" for={id}>
        {label}
      </label>
      <select id={id} class="eh-input" value={query.value.get(name) ?? ""} onChange={(event) => setQuery({ [name]: event.currentTarget.value, page: null })}>
        <option value="">{everything}</option>
        {choices.map(([value, words]) => (
          <option key={value} value={value}>
            {words}
          </option>
        ))}
      </select>
    </div>
  );
}

export const Filters = ({ children }: { children: ComponentChildren }) => <div class="app-filters">{children}</div>;

const go = (to: number): void => {
  setQuery({ page: to > 1 ? String(to) : null });
  scrollTo(0, 0);
};

export function Pager({ page }: { page: Page<unknown> }) {
  const at = Number(query.value.get("page") ?? 1);
  const pages = Math.max(1, Math.ceil(page.count / PAGE_SIZE));
  const first = (at - 1) * PAGE_SIZE + 1;
  const last = first + page.results.length - 1;
  return (
    <nav class="eh-row eh-row--between" aria-label={t("Pages")}>
      <p class="eh-muted" role="status">
        {page.count === 0 ? t("Nothing found") : t("{first}–{last} of {count}", { first: formatNumber(first), last: formatNumber(last), count: formatNumber(page.count) })}
      </p>
      {pages > 1 && (
        <div class="eh-row">
          <button class="eh-button eh-button--secondary eh-button--small" type="button" disabled={at <= 1} onClick={() => go(at - 1)}>
            <Icon name="back" size={16} /> {t("Back")}
          </button>
          <button class="eh-button eh-button--secondary eh-button--small" type="button" disabled={at >= pages} onClick={() => go(at + 1)}>
            {t("Next")}
          </button>
        </div>
      )}
    </nav>
  );
}
