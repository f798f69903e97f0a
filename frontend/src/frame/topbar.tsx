/** The bar at the top of every surface: the menu on phones, the event, search, the door, and the account. */
import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import { localize, t } from "~/core/i18n";
import { place } from "~/core/router";
import { event, session } from "~/core/session";
import { AccountMenu } from "~/frame/account";
import { SearchButton } from "~/frame/search";
import { Icon } from "~/ui/icons";
import { ThemeButton } from "~/ui/theme-button";

export function Topbar({ side }: { side?: ComponentChildren }) {
  const [open, setOpen] = useState(false);
  const { path } = place.value;
  useEffect(() => setOpen(false), [path]);
  const current = event.value;
  return (
    <header class="eh-topbar app-topbar">
      {side && (
        <button
          class="eh-button eh-button--quiet eh-button--icon app-menu-button"
          type="button"
          aria-expanded={open}
          aria-controls="app-menu"
          aria-label={t("Menu")}
          onClick={() => setOpen(!open)}
        >
          <Icon name={open ? "close" : "menu"} />
        </button>
      )}
      <a class="eh-brand" href="/app/">
        <img src="/static/design/logo.svg" alt="" />
        <span class={side ? "app-brand-words" : ""}>EventHub</span>
      </a>
      {side && current && (
        <a class="app-event" href="/app/" aria-label={t("{event}: choose another event", { event: localize(current.name) })}>
          {localize(current.name)}
        </a>
      )}
      <div class="app-topbar__end">
        {session.value?.user && <SearchButton />}
        <a class="eh-button eh-button--quiet app-door-link" href="/app/door">
          <Icon name="scan" /> <span>{t("Door")}</span>
        </a>
        <ThemeButton />
        <AccountMenu />
      </div>
      {side && open && (
        <div id="app-menu" class="app-menu">
          {side}
        </div>
      )}
    </header>
  );
}
