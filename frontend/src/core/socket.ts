/** Live changes of one event. A message says "look again"; truth is read by GET. Without a socket: polling. */
import { signal, type Signal } from "@preact/signals";

export type What = "orders" | "door" | "catalogue" | "poll";
export type LiveState = "connecting" | "open" | "lost" | "refused";

const POLL_MS = 15_000;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 20_000;
/** Changes that arrive together are answered by one look. */
const GATHER_MS = 250;

export interface Live {
  state: Signal<LiveState>;
  close: () => void;
}

/** Calls `look` on each change, every 15 s while the socket is lost, and once when it is back. */
export function live(eventKey: string, look: (what: Set<What>) => void): Live {
  const state = signal<LiveState>("connecting");
  let socket: WebSocket | null = null;
  let closed = false;
  let wait = FIRST_RETRY_MS;
  let missed = false;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let gather: ReturnType<typeof setTimeout> | undefined;
  let heard = new Set<What>();

  const tell = (what: What): void => {
    heard.add(what);
    gather ??= setTimeout(() => {
      const told = heard;
      heard = new Set();
      gather = undefined;
      if (!closed) look(told);
    }, GATHER_MS);
  };
  const poll = setInterval(() => {
    if (state.peek() !== "open") tell("poll");
  }, POLL_MS);

  const connect = (): void => {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    socket = new WebSocket(`${scheme}://${location.host}/ws/register/live/?event=${encodeURIComponent(eventKey)}`);
    socket.addEventListener("open", () => {
      state.value = "open";
      wait = FIRST_RETRY_MS;
      if (missed) tell("poll");
      missed = true;
    });
    socket.addEventListener("message", ({ data }) => {
      const message = parse(data);
      if (message?.type === "changed" && message.what) tell(message.what);
    });
    socket.addEventListener("close", ({ code }) => {
      if (closed) return;
      if (code === 4401 || code === 4404) {
        state.value = "refused";
        return;
      }
      state.value = "lost";
      retry = setTimeout(connect, wait * (0.75 + Math.random() / 2));
      wait = Math.min(wait * 2, LONGEST_RETRY_MS);
    });
  };
  const hurry = (): void => {
    if (closed || state.peek() !== "lost") return;
    clearTimeout(retry);
    wait = FIRST_RETRY_MS;
    connect();
  };
  addEventListener("online", hurry);
  connect();

  return {
    state,
    close: () => {
      closed = true;
      removeEventListener("online", hurry);
      clearInterval(poll);
      clearTimeout(retry);
      clearTimeout(gather);
      socket?.close();
    },
  };
}

function parse(data: unknown): { type?: string; what?: What } | null {
  try {
    return JSON.parse(String(data)) as { type?: string; what?: What };
  } catch {
    return null;
  }
}
