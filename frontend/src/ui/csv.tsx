/** A list as a file: every row that the filters let through, not only the page in sight. */
import { useState } from "preact/hooks";
import { ApiError, type Query } from "~/core/api";
import { csvOf } from "~/core/format";
import { t } from "~/core/i18n";
import { all } from "~/core/resource";
import { toast } from "~/ui/toast";

export type CsvColumns<Row> = [string, (row: Row) => string | number | null][];

interface Props<Row> {
  path: string;
  filters: Query;
  name: string;
  columns: CsvColumns<Row>;
}

export function SaveAsCsv<Row>({ path, filters, name, columns }: Props<Row>) {
  const [busy, setBusy] = useState(false);
  const save = async (): Promise<void> => {
    setBusy(true);
    try {
      const rows = await all<Row>(path, filters);
      keep(csvOf([columns.map(([title]) => title), ...rows.map((row) => columns.map(([, cell]) => cell(row)))]), `${name}.csv`);
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      toast(cause.message, "danger");
    } finally {
      setBusy(false);
    }
  };
  return (
    <button class="eh-button eh-button--secondary eh-button--small" type="button" style={{ alignSelf: "flex-start" }} aria-busy={busy} disabled={busy} onClick={() => void save()}>
      {t("Save as CSV")}
    </button>
  );
}

function keep(text: string, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/csv" }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
