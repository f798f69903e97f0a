/** Surfaces are loaded when somebody goes there. */
import type { ComponentType } from "preact";
import { useEffect, useState } from "preact/hooks";
import { t } from "~/core/i18n";
import { Skeleton } from "~/ui/states";

export function lazy<P extends object>(load: () => Promise<ComponentType<P>>): ComponentType<P> {
  let known: ComponentType<P> | null = null;
  return function Lazy(props: P) {
    const [Part, setPart] = useState<ComponentType<P> | null>(() => known);
    const [failed, setFailed] = useState(false);
    useEffect(() => {
      if (Part) return;
      load()
        .then((part) => {
          known = part;
          setPart(() => part);
          return part;
        })
        .catch(() => setFailed(true));
    }, [Part]);
    if (Part) return <Part {...props} />;
    if (!failed) return <Skeleton />;
    return (
      <div class="eh-notice eh-notice--danger" role="alert">
        <strong>{t("This page did not load")}</strong>
        <p>
          <button class="eh-button eh-button--secondary eh-button--small" type="button" onClick={() => location.reload()}>
            {t("Load again")}
          </button>
        </p>
      </div>
    );
  };
}
