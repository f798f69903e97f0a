/** Copying: one thing a line, each once, and a word that it was done. */
import { formatNumber } from "~/core/format";
import { t } from "~/core/i18n";
import { toast } from "~/ui/toast";

export async function copyLines(lines: (string | null | undefined)[]): Promise<void> {
  const found = [...new Set(lines.filter(Boolean))];
  try {
    await navigator.clipboard.writeText(found.join("\n"));
    toast(t("{count} were copied.", { count: formatNumber(found.length) }));
  } catch {
    toast(t("The browser does not let us copy."), "danger");
  }
}
