/** Copying: one thing a line, each once, and a word that it was done. */
import { plural, t } from "~/core/i18n";
import { toast } from "~/ui/toast";

export async function copyLines(lines: (string | null | undefined)[]): Promise<void> {
  const found = [...new Set(lines.filter(Boolean))];
  try {
    await navigator.clipboard.writeText(found.join("\n"));
    toast(plural(found.length, "{n} entry copied.", "{n} entries copied."));
  } catch {
    toast(t("This browser does not allow copying."), "danger");
  }
}
