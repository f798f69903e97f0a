/** Streams of events over a socket (docs/realtime.md): nothing is missed and nothing comes twice, whatever the network does. */
import { signal, type Signal } from "@preact/signals";

/** `offline`: the machine has no network; `refused`: the server will not have us, so nobody tries again. */
export type LiveState = "connecting" | "live" | "reconnecting" | "offline" | "refused";

export type Message = Record<string, unknown> & { type: string };

export interface Handlers {
  /** An event of the stream, in order and once. */
  event: (message: Message & { seq: number }) => void;
  /** What we know may be out of date: read it by GET. At the beginning, and when we were away for too long. */
  resync: () => void;
  /** What has no number: `presence`. */
  other?: (message: Message) => void;
}

export interface Stream {
  state: Signal<LiveState>;
  /** The first message of this connection: who we are there. */
  hello: Signal<Message | null>;
  /** Asks for something; its answer, or a SocketError. One that is lost with the connection is not sent again. */
  ask: (type: string, fields?: Record<string, unknown>) => Promise<Message>;
  close: () => void;
}

/** A refusal the server explained, or `code: "network"` when the answer was lost. */
export class SocketError extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly detail: Record<string, unknown> = {},
    readonly fields: Record<string, string[]> = {},
  ) {
    super(message);
    this.name = "SocketError";
  }
}

const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 20_000;
const PING_MS = 20_000;
/** So long after a ping without a word the connection is dead, whatever the browser believes. */
const PATIENCE_MS = 10_000;
/** Not signed in, may not, does not exist, somebody else took our place. */
const FINAL: readonly number[] = [4401, 4403, 4404, 4409];
const TOO_MANY = 4429;

type Waiting = { done: (message: Message) => void; fail: (error: SocketError) => void };

/** Follows the stream at `address` (`/ws/…`) until it is closed or refused. */
export function follow(address: string, handlers: Handlers): Stream {
  const state = signal<LiveState>("connecting");
  const hello = signal<Message | null>(null);
  const waiting = new Map<string, Waiting>();
  let socket: WebSocket | null = null;
  let closed = false;
  let seq: number | null = null;
  let refs = 0;
  let wait = FIRST_RETRY_MS;
  let retry: ReturnType<typeof setTimeout> | undefined;
  let beat: ReturnType<typeof setInterval> | undefined;
  let dead: ReturnType<typeof setTimeout> | undefined;

  const lost = (): LiveState => (globalThis.navigator?.onLine === false ? "offline" : "reconnecting");

  const join = (): void => {
    socket?.send(JSON.stringify({ type: "join", since_seq: seq }));
  };
  const greeted = (message: Message): void => {
    hello.value = message;
    if (seq === null) {
      seq = Number(message.seq);
      handlers.resync();
    }
    join();
  };
  const joined = (): void => {
    state.value = "live";
    wait = FIRST_RETRY_MS;
  };
  const numbered = (message: Message): void => {
    const number = Number(message.seq);
    if (seq === null || number <= seq) return;
    if (number > seq + 1) {
      join(); // never by the server's doing; it tells us again
      return;
    }
    seq = number;
    if (message.type !== "skip") handlers.event(message as Message & { seq: number });
  };
  const answered = (message: Message): boolean => {
    const asked = typeof message.ref === "string" ? waiting.get(message.ref) : undefined;
    if (!asked) return false;
    waiting.delete(String(message.ref));
    if (message.type === "error") asked.fail(refusal(message));
    else asked.done(message);
    return true;
  };
  const heard = (message: Message): void => {
    clearTimeout(dead);
    dead = undefined;
    if (message.type === "hello") greeted(message);
    else if (message.type === "joined") joined();
    else if (message.type === "resync") {
      seq = Number(message.seq);
      joined();
      handlers.resync();
    } else if (answered(message) || message.type === "pong" || message.type === "error") return;
    else if ("seq" in message) numbered(message);
    else handlers.other?.(message);
  };

  const quiet = (): void => {
    clearInterval(beat);
    clearTimeout(dead);
    dead = undefined;
    for (const asked of waiting.values()) asked.fail(new SocketError("network", "The connection was lost."));
    waiting.clear();
  };
  const gone = (code: number): void => {
    quiet();
    socket = null;
    if (closed) return;
    if (FINAL.includes(code)) {
      state.value = "refused";
      return;
    }
    state.value = lost();
    if (code === TOO_MANY) wait = LONGEST_RETRY_MS;
    retry = setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_RETRY_MS);
  };
  const ping = (mine: WebSocket): void => {
    mine.send(JSON.stringify({ type: "ping" }));
    dead ??= setTimeout(() => {
      mine.close();
      if (socket === mine) gone(1006);
    }, PATIENCE_MS);
  };
  const connect = (): void => {
    clearTimeout(retry);
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const mine = new WebSocket(`${scheme}://${location.host}${address}`);
    socket = mine;
    mine.addEventListener("open", () => {
      if (socket === mine) beat = setInterval(() => ping(mine), PING_MS);
    });
    mine.addEventListener("message", ({ data }) => {
      const message = parse(data);
      if (socket === mine && message) heard(message);
    });
    mine.addEventListener("close", ({ code }) => {
      if (socket === mine) gone(code);
    });
  };
  const hurry = (): void => {
    if (closed || socket || state.peek() === "refused") return;
    wait = FIRST_RETRY_MS;
    state.value = "reconnecting";
    connect();
  };
  const unplugged = (): void => {
    if (!closed && state.peek() !== "refused") state.value = "offline";
  };
  addEventListener("online", hurry);
  addEventListener("offline", unplugged);
  connect();

  return {
    state,
    hello,
    ask: (type, fields = {}) =>
      new Promise((done, fail) => {
        if (!socket || hello.peek() === null || state.peek() !== "live") {
          fail(new SocketError("network", "There is no connection."));
          return;
        }
        refs += 1;
        const ref = String(refs);
        waiting.set(ref, { done, fail });
        socket.send(JSON.stringify({ ...fields, type, ref }));
      }),
    close: () => {
      closed = true;
      removeEventListener("online", hurry);
      removeEventListener("offline", unplugged);
      clearTimeout(retry);
      quiet();
      socket?.close();
      socket = null;
    },
  };
}

function parse(data: unknown): Message | null {
  try {
    const message: unknown = JSON.parse(String(data));
    return message !== null && typeof message === "object" && "type" in message ? (message as Message) : null;
  } catch {
    return null;
  }
}

const refusal = (message: Message): SocketError =>
  new SocketError(
    String(message.code),
    String(message.message),
    (message.detail ?? {}) as Record<string, unknown>,
    (message.fields ?? {}) as Record<string, string[]>,
  );

// --- The live view of an event: "look again" ---------------------------------------------------------------------------

export type What = "orders" | "door" | "catalogue" | "poll";

const POLL_MS = 15_000;
/** Changes that arrive together are answered by one look. */
const GATHER_MS = 250;

export interface Live {
  state: Signal<LiveState>;
  close: () => void;
}

/** Calls `look` with what changed; with `poll` when anything may have: at the beginning, when the connection is back, and
 * every 15 s while it is lost. */
export function live(eventKey: string, look: (what: Set<What>) => void): Live {
  let gather: ReturnType<typeof setTimeout> | undefined;
  let heard = new Set<What>();
  const tell = (what: What): void => {
    heard.add(what);
    gather ??= setTimeout(() => {
      const told = heard;
      heard = new Set();
      gather = undefined;
      look(told);
    }, GATHER_MS);
  };
  const stream = follow(`/ws/register/live/?event=${encodeURIComponent(eventKey)}`, {
    event: (message) => {
      if (message.type === "changed") tell(message.what as What);
    },
    resync: () => tell("poll"),
  });
  let away = false;
  const stop = stream.state.subscribe((state) => {
    if (state === "live" && away) tell("poll");
    away = state === "reconnecting" || state === "offline" || (away && state !== "live");
  });
  const poll = setInterval(() => {
    if (stream.state.peek() !== "live") tell("poll");
  }, POLL_MS);
  return {
    state: stream.state,
    close: () => {
      stop();
      clearInterval(poll);
      clearTimeout(gather);
      stream.close();
    },
  };
}
