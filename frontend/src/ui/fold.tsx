/** What is seldom needed, behind its title. A form opens it when something in it is wrong. */
import type { ComponentChildren } from "preact";

export const Fold = ({ title, children }: { title: string; children: ComponentChildren }) => (
  <details class="app-fold">
    <summary>{title}</summary>
    <div class="eh-stack">{children}</div>
  </details>
);
