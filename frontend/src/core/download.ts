/** Files need the event's header, which a plain link cannot send: they are fetched, then kept. */
import { currentEvent } from "~/core/api";
import { t } from "~/core/i18n";
import { toast } from "~/ui/toast";

export async function download(path: string, name: string): Promise<void> {
  const answer = await fetch(path, { headers: { "X-Event": currentEvent.value ?? "" }, credentials: "same-origin" });
  if (!answer.ok) {
    toast(t("The file could not be fetched."));
    return;
  }
  const address = URL.createObjectURL(await answer.blob());
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  URL.revokeObjectURL(address);
}
