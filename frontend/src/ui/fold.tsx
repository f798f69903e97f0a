/** What is seldom needed, behind its title. A form opens it when something in it is wrong. */
import type { ComponentChildren } from "preact";
import { useState } from "preact/hooks";

/** `used`: something is set in it, so that it begins open. */
export function Fold({ title, used = false, children }: { title: string; used?: boolean; children: ComponentChildren }) {
  const [open] = useState(used);
  return (
    <details class="app-fold" open={open}>
      <summary>{title}</summary>
      <div class="eh-stack">{children}</div>
    </details>
  );
}
