/** What an item looks like: handed in at once, shown with the item once that is saved. */
import { useId, useState } from "preact/hooks";
import { ApiError, handIn } from "~/core/api";
import { t } from "~/core/i18n";
import { FieldError, type FormState } from "~/ui/form";

const UPLOADS = "/app/shop/api/uploads/";
const KINDS = "image/png,image/jpeg,image/gif";

interface PictureDraft {
  /** The address of the one it has, `file:<id>` of one that was handed in, or null. */
  picture: string | null;
}

/** On this host, whichever the server named. */
const here = (address: string): string => new URL(address, location.href).pathname;

/** The file as an address of its own: the only kind beside ours that the page may show. */
const dataOf = (file: File): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(reader.error ?? new Error("unreadable")));
    reader.readAsDataURL(file);
  });

export function PictureField<T extends PictureDraft>({ form: wide, name }: { form: FormState<T>; name: string }) {
  const form = wide as unknown as FormState<PictureDraft>;
  const [preview, setPreview] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [wrong, setWrong] = useState<string | undefined>();
  const id = useId();
  form.shown.add("picture");
  const { picture } = form.values.value;
  const shown = preview ?? (picture && !picture.startsWith("file:") ? here(picture) : null);
  const choose = async (file: File | undefined): Promise<void> => {
    if (!file) return;
    setBusy(true);
    setWrong(undefined);
    try {
      const kept = await handIn(UPLOADS, file);
      form.set("picture", kept.id);
      setPreview(await dataOf(file));
    } catch (cause) {
      if (!(cause instanceof ApiError)) throw cause;
      setWrong(cause.message);
    } finally {
      setBusy(false);
    }
  };
  const error = wrong ?? form.error("picture");
  return (
    <div class="eh-field">
      <label class="eh-label" for={id}>
        {t("Picture")} <span class="eh-optional">{t("(optional)")}</span>
      </label>
      <p class="eh-hint" id={`${id}-hint`}>
        {t("PNG, JPEG or GIF, at most 10 MB. The shop shows it next to the name.")}
      </p>
      {shown && picture && (
        <div class="eh-row">
          <img class="app-picture" src={shown} alt={name ? t("Picture of {name}", { name }) : t("Picture of the item")} />
          <button
            class="eh-button eh-button--quiet eh-button--small"
            type="button"
            onClick={() => {
              form.set("picture", null);
              setPreview(null);
            }}
          >
            {t("Remove the picture")}
          </button>
        </div>
      )}
      <input
        id={id}
        class="eh-input"
        type="file"
        accept={KINDS}
        aria-busy={busy}
        aria-describedby={`${id}-hint ${id}-error`}
        aria-invalid={error ? "true" : undefined}
        onChange={(event) => void choose(event.currentTarget.files?.[0])}
      />
      <FieldError id={`${id}-error`} error={error} />
    </div>
  );
}
