/** Menus that are a <details>: they close like menus do. */
import { useEffect, useRef } from "preact/hooks";

/** A menu that closes when something in it is chosen, on Escape, and when the person goes elsewhere. */
export function useClosing() {
  const menu = useRef<HTMLDetailsElement>(null);
  useEffect(() => {
    const close = (): void => menu.current?.removeAttribute("open");
    const leave = (): void => {
      menu.current?.querySelector("summary")?.focus();
      close();
    };
    const clicked = (click: MouseEvent): void => {
      const target = click.target as Element;
      if (!menu.current?.contains(target)) close();
      else if (target.closest("button")) leave();
    };
    const typed = (key: KeyboardEvent): void => {
      if (key.key === "Escape" && menu.current?.open) leave();
    };
    document.addEventListener("click", clicked);
    document.addEventListener("keydown", typed);
    return () => {
      document.removeEventListener("click", clicked);
      document.removeEventListener("keydown", typed);
    };
  }, []);
  return menu;
}
