/** The pages of an event by module, as the server's menu names them: one module is open, the one that one is in. */
import { useEffect, useState } from "preact/hooks";
import { t } from "~/core/i18n";
import { place } from "~/core/router";
import { event, menu } from "~/core/session";
import type { MenuModule } from "~/core/types";
import { Icon, isIcon } from "~/ui/icons";
import { Badge } from "~/ui/states";

const isAt = (url: string, path: string): boolean => path === url || path.startsWith(`${url}/`);

/** The module that has the page; null on a page that no menu names. */
export const moduleAt = (modules: MenuModule[], path: string): MenuModule | null =>
  modules.find((module) => module.items.some((item) => isAt(item.url, path))) ?? null;

export function EventNav() {
  const { path } = place.value;
  const modules = menu.value?.modules ?? [];
  const here = moduleAt(modules, path)?.key ?? null;
  const [open, setOpen] = useState<string | null>(here);
  useEffect(() => {
    if (here) setOpen(here);
  }, [here, path]);
  const current = event.value;
  return (
    <nav class="eh-nav app-nav" aria-label={t("Event")}>
      {current && (
        <p class="app-nav-state">
          {current.live ? <Badge tone="success">{t("Live")}</Badge> : <Badge tone="warning">{t("Not live yet")}</Badge>}
        </p>
      )}
      <ul>
        {modules.map((module) => (
          <Module key={module.key} module={module} path={path} open={open === module.key} turn={() => setOpen(open === module.key ? null : module.key)} />
        ))}
      </ul>
    </nav>
  );
}

interface ModuleProps {
  module: MenuModule;
  path: string;
  open: boolean;
  turn: () => void;
}

function Module({ module, path, open, turn }: ModuleProps) {
  const inside = module.items.some((item) => isAt(item.url, path));
  return (
    <li>
      <button class={`app-nav__module ${inside ? "is-here" : ""}`} type="button" aria-expanded={open} onClick={turn}>
        <Icon name={isIcon(module.icon) ? module.icon : "folder"} />
        <span>{module.title}</span>
        <Icon name={open ? "less" : "more"} size={16} />
      </button>
      {open && (
        <ul class="app-nav__pages">
          {module.items.map((item) => (
            <li key={item.key}>
              <a href={item.url} aria-current={isAt(item.url, path) ? "page" : undefined}>
                {item.title}
              </a>
            </li>
          ))}
        </ul>
      )}
    </li>
  );
}
