/** Light or dark, by hand. */
import { t } from "~/core/i18n";
import { isDark, theme, toggleTheme } from "~/core/theme";
import { Icon } from "~/ui/icons";

export function ThemeButton() {
  const chosen = theme.value;
  const dark = chosen ? chosen === "dark" : isDark();
  return (
    <button
      class="eh-button eh-button--quiet eh-button--icon"
      type="button"
      aria-label={dark ? t("Switch to light colours") : t("Switch to dark colours")}
      onClick={toggleTheme}
    >
      <Icon name={dark ? "sun" : "moon"} />
    </button>
  );
}
