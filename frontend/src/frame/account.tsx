/** The menu of whoever is signed in: the language, the applications that act for them, the way out. */
import { csrfToken } from "~/core/api";
import { language, SPOKEN, t } from "~/core/i18n";
import { place } from "~/core/router";
import { session } from "~/core/session";
import { useClosing } from "~/ui/closing";
import { Icon } from "~/ui/icons";

/** The present page and its query, chosen in a language as on the pages of visitors: the server keeps the choice in a
 * cookie, and leads back here. */
export function inLanguage(code: string): string {
  const query = new URLSearchParams(place.value.search);
  query.set("lang", code);
  return `${place.value.path}?${query.toString()}`;
}

export function AccountMenu() {
  const menu = useClosing();
  return (
    <details class="app-account" ref={menu}>
      <summary class="eh-button eh-button--quiet app-door-link">
        <Icon name="person" /> <span>{t("Account")}</span>
      </summary>
      <div class="eh-card app-account__list">
        <p class="eh-muted eh-small app-breaks">{session.value?.user?.email}</p>
        <LanguageChoice />
        <a class="eh-button eh-button--quiet" href="/auth/applications/" title={t("Applications that act for you")}>
          <Icon name="plug" /> <span>{t("Applications")}</span>
        </a>
        <form method="post" action="/auth/logout/">
          <input type="hidden" name="csrfmiddlewaretoken" value={csrfToken()} />
          <button class="eh-button eh-button--quiet" type="submit">
            <Icon name="exit" /> <span>{t("Sign out")}</span>
          </button>
        </form>
      </div>
    </details>
  );
}

function LanguageChoice() {
  const names = new Map((session.value?.languages ?? []).map(([code, name]) => [code, name]));
  return (
    <nav aria-label={t("Language")}>
      <ul class="app-languages">
        {SPOKEN.filter((code) => names.has(code)).map((code) => (
          <li key={code}>
            {/* The page is loaded again in the other language: the target keeps the link out of the app's router. */}
            <a href={inLanguage(code)} target="_self" lang={code} hreflang={code} aria-current={code === language.value ? "true" : undefined}>
              {names.get(code)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
