/** Lists and numbers that follow what happens: when to look again, and whether the connection stands. */
import { useEffect, useRef, useState } from "preact/hooks";
import { currentEvent } from "~/core/api";
import { formatClock } from "~/core/format";
import { t } from "~/core/i18n";
import { live, type LiveState, type What } from "~/core/socket";

/** Calls `look` when something of `kinds` changed at the current event, and when anything may have: after the connection
 * was away, and every 15 s while it is. Without `kinds` everything counts; null follows nothing. */
export function useLive(look: () => unknown, kinds?: What[] | null): LiveState | null {
  const [state, setState] = useState<LiveState>("connecting");
  const latest = useRef(look);
  latest.current = look;
  const off = kinds === null;
  const wanted = kinds?.join(" ");
  useEffect(() => {
    if (off) return undefined;
    const counts = (what: What): boolean => what === "poll" || wanted === undefined || wanted.split(" ").includes(what);
    const feed = live(currentEvent.peek() ?? "", (told) => [...told].some(counts) && void latest.current());
    const stop = feed.state.subscribe(setState);
    return () => {
      stop();
      feed.close();
    };
  }, [off, wanted]);
  return off ? null : state;
}

function wordsOf(state: LiveState, asOf: string | undefined): string {
  const time = asOf && formatClock(new Date(asOf));
  if (state === "live") return time ? t("Live, as of {time}", { time }) : t("Live");
  if (state === "offline") return t("Offline");
  if (state === "reconnecting") return t("Reconnecting …");
  if (state === "refused") return t("Not live");
  return time ? t("As of {time}", { time }) : t("Connecting …");
}

/** What it means for what is in sight that the connection is lost; nothing while it is not. */
function noteOf(state: LiveState): string {
  if (state === "offline" || state === "reconnecting") return t("The live connection is lost. This page is read again every 15 seconds.");
  return state === "refused" ? t("Load the page again to see what others change.") : "";
}

/** The state of the connection, below the heading of whatever is live. `asOf`: the moment that its numbers are of.
 * Screen readers hear when it is lost, not every time that something is read again. */
export function LiveStatus({ state, asOf }: { state: LiveState | null; asOf?: string }) {
  if (!state) return null;
  const words = wordsOf(state, asOf);
  const note = noteOf(state);
  return (
    <div>
      {!note && (
        <p class="eh-muted eh-small app-asof">
          <span class={`app-pulse ${state === "live" ? "is-live" : ""}`} aria-hidden="true" />
          {words}
        </p>
      )}
      <div role="status">
        {note && (
          <div class="eh-notice eh-notice--warning">
            <strong>{words}</strong>
            <p>{note}</p>
          </div>
        )}
      </div>
    </div>
  );
}
