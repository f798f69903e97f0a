/** Who is here, which events they see, and what they may do in the one they are at. */
import { computed, signal } from "@preact/signals";
import { api, currentEvent } from "~/core/api";
import type { EventRef, LevelName, Menu, Permissions, Session } from "~/core/types";

export const session = signal<Session | null>(null);
export const permissions = signal<Permissions | null>(null);
/** The modules and pages that the person may open at the current event. */
export const menu = signal<Menu | null>(null);

export const event = computed<EventRef | null>(
  () => session.value?.events.find((one) => keyOf(one) === currentEvent.value) ?? null,
);
export const keyOf = (one: Pick<EventRef, "organizer" | "slug">): string => `${one.organizer}/${one.slug}`;
/** The start of all addresses about the current event. */
export const base = computed(() => `/app/e/${currentEvent.value ?? ""}`);

export async function loadSession(): Promise<Session> {
  session.value = await api.get<Session>("/app/ui/session/", { event: null });
  return session.value;
}

/** Makes `key` the event that requests are about, and asks what the person may do there. */
export async function enterEvent(key: string): Promise<void> {
  if (currentEvent.peek() === key && permissions.peek()) return;
  currentEvent.value = key;
  permissions.value = null;
  menu.value = null;
  const [may, pages] = await Promise.all([api.get<Permissions>("/app/ui/permissions/"), api.get<Menu>("/app/ui/menu/")]);
  if (currentEvent.peek() !== key) return;
  menu.value = pages;
  permissions.value = may;
}

const RANK: Record<LevelName, number> = { none: 0, staff: 1, admin: 2, superadmin: 3 };

/** True when the person has at least `least` in `module`. */
export const may = (module: string, least: LevelName = "staff"): boolean =>
  RANK[permissions.value?.modules[module] ?? "none"] >= RANK[least];
export const can = (capability: string): boolean => permissions.value?.capabilities.includes(capability) ?? false;
