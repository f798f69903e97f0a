/** Where a person starts: their events. */
import { useState } from "preact/hooks";
import { formatDays } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { keyOf, session } from "~/core/session";
import type { EventRef } from "~/core/types";
import { Icon } from "~/ui/icons";
import { Badge, Empty, Heading } from "~/ui/states";

const MANY = 8;

export function Home() {
  const [search, setSearch] = useState("");
  const known = session.value;
  if (!known) return null;
  const mayCreate = known.organizers.some((organizer) => organizer.can_create_events);
  const create = mayCreate && (
    <a class="eh-button" href="/app/new">
      <Icon name="plus" /> {t("New event")}
    </a>
  );
  const wanted = search.trim().toLowerCase();
  const shown = known.events.filter((one) => `${localize(one.name)} ${keyOf(one)}`.toLowerCase().includes(wanted));
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading title={t("Your events")} actions={create} />
      {known.events.length > MANY && (
        <div class="eh-field">
          <label class="eh-label" for="event-search">
            {t("Find an event")}
          </label>
          <input
            id="event-search"
            class="eh-input"
            type="search"
            value={search}
            onInput={(input) => setSearch(input.currentTarget.value)}
          />
        </div>
      )}
      {known.events.length === 0 && (
        <Empty title={t("No events yet")}>
          <p>
            {mayCreate
              ? t("Create your first event. It stays private until you go live.")
              : t("When somebody adds you to an event's team, it appears here.")}
          </p>
          {create}
        </Empty>
      )}
      {known.events.length > 0 && shown.length === 0 && <p role="status">{t("No events match your search.")}</p>}
      <ul class="eh-grid" style={{ "--eh-min": "18rem", padding: 0 }}>
        {shown.map((one) => (
          <li key={one.id} style={{ display: "contents" }}>
            <EventCard event={one} />
          </li>
        ))}
      </ul>
    </div>
  );
}

const EventCard = ({ event }: { event: EventRef }) => (
  <a class="eh-card eh-card--link app-event-card" href={`/app/e/${keyOf(event)}/dashboard`}>
    <div class="eh-row eh-row--between">
      <span class="eh-muted eh-small">{event.organizer}</span>
      {event.live ? <Badge tone="success">{t("Live")}</Badge> : <Badge tone="warning">{t("Not live yet")}</Badge>}
    </div>
    <h2>{localize(event.name)}</h2>
    <p class="eh-muted">{formatDays(event.date_from, event.date_to, event.timezone)}</p>
  </a>
);
