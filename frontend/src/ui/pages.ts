/** What a module brings to the pages of an event: addresses below the event's, and what is loaded for each. */
import type { ComponentType } from "preact";
import { lazy } from "~/ui/lazy";

export type Page = ComponentType<Record<string, string>>;
/** Pattern and page; the named parts of the pattern are the page's properties. */
export type Pages = [string, Page][];

/** A page that is loaded when somebody opens it. */
export const page = (load: () => Promise<Page>): Page => lazy<Record<string, string>>(load);
