/** Light, dark, or as the system says. Kept in a cookie so that the server can draw the first frame right. */
import { signal } from "@preact/signals";

export type Theme = "" | "light" | "dark";
const YEAR = 365 * 86_400;

export const theme = signal<Theme>((document.documentElement.dataset["theme"] as Theme | undefined) ?? "");

export const isDark = (): boolean =>
  theme.value ? theme.value === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;

export function toggleTheme(): void {
  theme.value = isDark() ? "light" : "dark";
  document.documentElement.dataset["theme"] = theme.value;
  document.cookie = `eh-theme=${theme.value}; path=/; max-age=${YEAR}; SameSite=Lax`;
}
