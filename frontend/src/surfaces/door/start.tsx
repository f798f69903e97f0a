/** Which door: the event, then the list. */
import { useState } from "preact/hooks";
import { api } from "~/core/api";
import { formatDays, formatNumber } from "~/core/format";
import { localize, t } from "~/core/i18n";
import { useResource } from "~/core/resource";
import { keyOf, session } from "~/core/session";
import type { CheckInList, EventRef, Page } from "~/core/types";
import { Empty, Heading, Loaded } from "~/ui/states";

const KEY = "eh-door-event";

export function DoorStart() {
  const events = session.value?.events ?? [];
  const [chosen, setChosen] = useState<string | null>(() => {
    const last = localStorage.getItem(KEY) ?? session.value?.current ?? "";
    return events.find((one) => keyOf(one) === last) ? last : events.length === 1 && events[0] ? keyOf(events[0]) : null;
  });
  const event = events.find((one) => keyOf(one) === chosen);
  const choose = (key: string | null): void => {
    if (key) localStorage.setItem(KEY, key);
    setChosen(key);
  };
  if (!event) return <ChooseEvent events={events} choose={choose} />;
  return <ChooseList event={event} other={events.length > 1 ? () => choose(null) : undefined} />;
}

const ChooseEvent = ({ events, choose }: { events: EventRef[]; choose: (key: string) => void }) => (
  <div class="eh-stack eh-stack--loose">
    <Heading title={t("Door: which event?")} />
    {events.length === 0 && (
      <Empty title={t("No events")}>
        <p>{t("When somebody adds you to an event's team, it appears here.")}</p>
      </Empty>
    )}
    <div class="eh-grid" style={{ "--eh-min": "18rem" }}>
      {events.map((one) => (
        <button key={one.id} type="button" class="eh-card eh-card--link door-choice" onClick={() => choose(keyOf(one))}>
          <strong>{localize(one.name)}</strong>
          <span class="eh-muted">{formatDays(one.date_from, one.date_to, one.timezone)}</span>
        </button>
      ))}
    </div>
  </div>
);

function ChooseList({ event, other }: { event: EventRef; other?: () => void }) {
  const key = keyOf(event);
  const lists = useResource<Page<CheckInList>>(key, (signal) =>
    api.get("/app/register/api/m2m/checkin-lists/?page_size=100", { signal, event: key }),
  );
  return (
    <div class="eh-stack eh-stack--loose">
      <Heading
        title={t("Door: which list?")}
        eyebrow={localize(event.name)}
        actions={
          other && (
            <button class="eh-button eh-button--secondary" type="button" onClick={other}>
              {t("Another event")}
            </button>
          )
        }
      />
      <Loaded from={lists}>
        {({ results }) =>
          results.length === 0 ? (
            <Empty title={t("No check-in lists")}>
              <p>{t("The door needs a list to scan against.")}</p>
              <a class="eh-button" href={`/app/e/${key}/lists`}>
                {t("To the lists")}
              </a>
            </Empty>
          ) : (
            <div class="eh-grid" style={{ "--eh-min": "18rem" }}>
              {results.map((list) => (
                <a key={list.id} class="eh-card eh-card--link door-choice" href={`/app/door/${key}/${list.id}`}>
                  <strong>{list.name}</strong>
                  <span class="eh-muted eh-number">
                    {t("{taken} of {size} checked in", { taken: formatNumber(list.checkin_count), size: formatNumber(list.position_count) })}
                  </span>
                </a>
              ))}
            </div>
          )
        }
      </Loaded>
    </div>
  );
}
