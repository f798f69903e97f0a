/** What stands above a table: which columns are in sight, and the list as a file. */
import { useEffect, useRef, useState } from "preact/hooks";
import { type Query, withQuery } from "~/core/api";
import { download } from "~/core/download";
import { t } from "~/core/i18n";

interface ChoiceProps {
  columns: { key: string; title: string }[];
  shown: string[];
  choose: (keys: string[] | null) => void;
}

export function ColumnChoice({ columns, shown, choose }: ChoiceProps) {
  const element = useRef<HTMLDetailsElement>(null);
  const [open, setOpen] = useState(false);
  useEffect(() => {
    const close = (event: Event): void => {
      if (element.current?.open && !element.current.contains(event.target as Node)) element.current.open = false;
    };
    document.addEventListener("pointerdown", close);
    return () => document.removeEventListener("pointerdown", close);
  }, []);
  const turn = (key: string): void => choose(shown.includes(key) ? shown.filter((one) => one !== key) : [...shown, key]);
  const leave = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !element.current?.open) return;
    element.current.open = false;
    element.current.querySelector("summary")?.focus();
  };
  return (
    // The summary inside is the control; Escape closes it from anywhere within.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <details class="app-columns" ref={element} onKeyDown={leave} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary class="eh-button eh-button--secondary eh-button--small">{t("Columns")}</summary>
      {open && (
        <fieldset class="app-columns__box">
          <legend class="eh-visually-hidden">{t("Visible columns")}</legend>
          {columns.map(({ key, title }, index) => (
            <label key={key}>
              <input type="checkbox" checked={shown.includes(key)} disabled={index === 0} onChange={() => turn(key)} /> {title}
            </label>
          ))}
          <button class="eh-button eh-button--quiet eh-button--small" type="button" onClick={() => choose(null)}>
            {t("Reset")}
          </button>
        </fieldset>
      )}
    </details>
  );
}

interface SaveProps {
  path: string;
  filters?: Query;
  name: string;
  ordering: string | null;
}

/** The whole list, as the filters let it through, not only the page in sight. */
export function SaveButtons({ path, filters = {}, name, ordering }: SaveProps) {
  const [busy, setBusy] = useState(false);
  const save = async (kind: "csv" | "xlsx"): Promise<void> => {
    setBusy(true);
    await download(withQuery(path, { ...filters, ordering, export: kind }), `${name}.${kind}`);
    setBusy(false);
  };
  const button = "eh-button eh-button--secondary eh-button--small";
  return (
    <>
      <button class={button} type="button" aria-busy={busy} disabled={busy} onClick={() => void save("csv")}>
        {t("Save as CSV")}
      </button>
      <button class={button} type="button" aria-busy={busy} disabled={busy} onClick={() => void save("xlsx")}>
        {t("Save as Excel")}
      </button>
    </>
  );
}
