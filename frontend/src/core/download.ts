/** Files need the event's header, which a plain link cannot send: they are fetched, then kept. */
import { currentEvent } from "~/core/api";
import { t } from "~/core/i18n";
import { toast } from "~/ui/toast";

/** What the server said is wrong, or that the file could not be fetched. */
async function reason(answer: Response): Promise<string> {
  const said = (await answer.json().catch(() => null)) as { error?: { message?: string } } | null;
  return said?.error?.message ?? t("The file could not be downloaded.");
}

export async function download(path: string, name: string): Promise<void> {
  const answer = await fetch(path, { headers: { "X-Event": currentEvent.value ?? "" }, credentials: "same-origin" }).catch(() => null);
  if (!answer?.ok) {
    toast(answer ? await reason(answer) : t("The file could not be downloaded."), "danger");
    return;
  }
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
