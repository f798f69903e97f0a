import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { follow, live, type Message, SocketError, type Stream, type What } from "~/core/socket";

/** The browser's end of a socket, played by the test: what was sent, and what comes back. */
class FakeSocket extends EventTarget {
  static all: FakeSocket[] = [];
  static get last(): FakeSocket {
    const found = FakeSocket.all.at(-1);
    if (!found) throw new Error("no socket was opened");
    return found;
  }

  sent: Message[] = [];
  closed = false;

  constructor(readonly url: string) {
    super();
    FakeSocket.all.push(this);
  }

  send(text: string): void {
    this.sent.push(JSON.parse(text) as Message);
  }

  close(): void {
    this.closed = true;
  }

  says(...messages: Message[]): void {
    for (const message of messages) this.hands(JSON.stringify(message));
  }

  hands(data: string): void {
    this.dispatchEvent(Object.assign(new Event("message"), { data }));
  }

  opens(): void {
    this.dispatchEvent(new Event("open"));
  }

  ends(code: number): void {
    this.dispatchEvent(Object.assign(new Event("close"), { code }));
  }
}

const page = new EventTarget();
let stream: Stream | undefined;
let events: Message[] = [];
let looks = 0;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  vi.stubGlobal("location", { protocol: "https:", host: "acme.example:8443" });
  vi.stubGlobal("navigator", { onLine: true });
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  FakeSocket.all = [];
  events = [];
  looks = 0;
});

afterEach(() => {
  stream?.close();
  stream = undefined;
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const begin = (): Stream => {
  stream = follow("/ws/somewhere/?event=a%2Fb", {
    event: (message) => void events.push(message),
    resync: () => {
      looks += 1;
    },
  });
  return stream;
};

/** Connected, with `seq` events in the stream. */
const connected = (seq: number): Stream => {
  const opened = begin();
  FakeSocket.last.opens();
  FakeSocket.last.says({ type: "hello", seq }, { type: "joined", seq });
  return opened;
};

test("it greets, joins from the stream's end and looks once", () => {
  const opened = begin();
  expect(FakeSocket.last.url).toBe("wss://acme.example:8443/ws/somewhere/?event=a%2Fb");
  expect(opened.state.value).toBe("connecting");

  FakeSocket.last.says({ type: "hello", seq: 7, me: { role: "juror" } });

  expect(FakeSocket.last.sent).toEqual([{ type: "join", since_seq: 7 }]);
  expect(opened.hello.value).toMatchObject({ me: { role: "juror" } });
  expect(looks).toBe(1);
  expect(opened.state.value).toBe("connecting");
  FakeSocket.last.says({ type: "joined", seq: 7 });
  expect(opened.state.value).toBe("live");
});

test("events come in order and once, and skipped numbers count", () => {
  connected(2);

  FakeSocket.last.says(
    { type: "told", seq: 3 },
    { type: "skip", seq: 4 },
    { type: "told", seq: 3 },
    { type: "told", seq: 5 },
  );

  expect(events.map((event) => event.seq)).toEqual([3, 5]);
});

test("after a loss it joins with the last number and misses nothing", () => {
  const opened = connected(2);
  FakeSocket.last.says({ type: "told", seq: 3 }, { type: "skip", seq: 4 });

  FakeSocket.last.ends(1006);
  expect(opened.state.value).toBe("reconnecting");
  vi.advanceTimersByTime(1000);
  expect(FakeSocket.all).toHaveLength(2);
  FakeSocket.last.says({ type: "hello", seq: 6 });
  expect(FakeSocket.last.sent).toEqual([{ type: "join", since_seq: 4 }]);
  FakeSocket.last.says({ type: "told", seq: 5 }, { type: "told", seq: 6 }, { type: "joined", seq: 6 });

  expect(events.map((event) => event.seq)).toEqual([3, 5, 6]);
  expect(opened.state.value).toBe("live");
  expect(looks).toBe(1);
});

test("who was away for too long reads everything again", () => {
  connected(2);
  FakeSocket.last.ends(1006);
  vi.advanceTimersByTime(1000);

  FakeSocket.last.says({ type: "hello", seq: 9000 }, { type: "resync", seq: 9000 }, { type: "told", seq: 9001 });

  expect(looks).toBe(2);
  expect(events.map((event) => event.seq)).toEqual([9001]);
});

test("a number that is missing is asked for again", () => {
  connected(2);

  FakeSocket.last.says({ type: "told", seq: 5 });
  expect(events).toEqual([]);
  expect(FakeSocket.last.sent.at(-1)).toEqual({ type: "join", since_seq: 2 });

  FakeSocket.last.says({ type: "told", seq: 3 }, { type: "told", seq: 4 }, { type: "told", seq: 5 });
  expect(events.map((event) => event.seq)).toEqual([3, 4, 5]);
});

test("it tries again ever more slowly, and at once when the network is back", () => {
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  const opened = begin();
  const opening: number[] = [];
  for (let turn = 0; turn < 8; turn += 1) {
    const before = Date.now();
    FakeSocket.last.ends(1006);
    vi.advanceTimersToNextTimer();
    opening.push(Date.now() - before);
  }
  expect(opening).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);

  FakeSocket.last.ends(1006);
  vi.stubGlobal("navigator", { onLine: false });
  page.dispatchEvent(new Event("offline"));
  expect(opened.state.value).toBe("offline");
  const before = FakeSocket.all.length;
  page.dispatchEvent(new Event("online"));
  expect(FakeSocket.all).toHaveLength(before + 1);
  expect(opened.state.value).toBe("reconnecting");
  FakeSocket.last.says({ type: "hello", seq: 0 }, { type: "joined", seq: 0 });
  FakeSocket.last.ends(1006);
  vi.advanceTimersByTime(500);
  expect(FakeSocket.all).toHaveLength(before + 2);
});

test.each([4401, 4403, 4404, 4409])("%i is final", (code) => {
  const opened = connected(1);

  FakeSocket.last.ends(code);
  page.dispatchEvent(new Event("online"));
  vi.advanceTimersByTime(60_000);

  expect(opened.state.value).toBe("refused");
  expect(FakeSocket.all).toHaveLength(1);
});

test("with too many sockets it waits long before the next try", () => {
  connected(1);

  FakeSocket.last.ends(4429);
  vi.advanceTimersByTime(14_000);
  expect(FakeSocket.all).toHaveLength(1);
  vi.advanceTimersByTime(12_000);
  expect(FakeSocket.all).toHaveLength(2);
});

test("it says something every twenty seconds, and gives up on a connection that says nothing", () => {
  const opened = connected(1);
  vi.advanceTimersByTime(20_000);
  expect(FakeSocket.last.sent.at(-1)).toEqual({ type: "ping" });
  FakeSocket.last.says({ type: "pong" });
  vi.advanceTimersByTime(15_000);
  expect(opened.state.value).toBe("live");

  vi.advanceTimersByTime(16_000);

  expect(FakeSocket.all[0]?.closed).toBe(true);
  expect(opened.state.value).toBe("reconnecting");
});

test("an answer finds its question, and a refusal is an error", async () => {
  const opened = connected(1);

  const good = opened.ask("vote", { rev: 1 });
  const bad = opened.ask("vote", { rev: 9 });
  expect(FakeSocket.last.sent.slice(1)).toEqual([
    { type: "vote", rev: 1, ref: "1" },
    { type: "vote", rev: 9, ref: "2" },
  ]);
  FakeSocket.last.says(
    { type: "error", ref: "2", code: "stale_rev", message: "Older.", detail: { ballot: null } },
    { type: "vote.ack", ref: "1", rev: 1 },
  );

  await expect(good).resolves.toMatchObject({ type: "vote.ack", rev: 1 });
  await expect(bad).rejects.toMatchObject({ code: "stale_rev", detail: { ballot: null } });
});

test("an answer that is lost with the connection is said to be lost", async () => {
  const opened = connected(1);
  const asked = opened.ask("raise");

  FakeSocket.last.ends(1006);

  await expect(asked).rejects.toBeInstanceOf(SocketError);
  await expect(opened.ask("raise")).rejects.toMatchObject({ code: "network" });
});

test("junk and messages of a connection that was given up are passed over", () => {
  connected(1);
  const old = FakeSocket.last;
  old.hands("{");
  old.hands("5");
  old.ends(1006);
  vi.advanceTimersByTime(1000);

  old.says({ type: "told", seq: 2 });
  old.ends(1006);

  expect(events).toEqual([]);
  expect(FakeSocket.all).toHaveLength(2);
});

test("who closes it hears nothing more", () => {
  const opened = connected(1);

  opened.close();
  FakeSocket.last.says({ type: "told", seq: 2 });
  FakeSocket.last.ends(1006);
  vi.advanceTimersByTime(60_000);

  expect(FakeSocket.last.closed).toBe(true);
  expect(events).toEqual([]);
  expect(FakeSocket.all).toHaveLength(1);
});

test("the live view gathers what changed, and polls while it is lost", () => {
  const told: What[][] = [];
  const feed = live("acme/fest", (what) => told.push([...what]));
  FakeSocket.last.opens();
  FakeSocket.last.says({ type: "hello", seq: 0 }, { type: "joined", seq: 0 });
  vi.advanceTimersByTime(250);
  expect(told).toEqual([["poll"]]);

  FakeSocket.last.says(
    { type: "changed", seq: 1, what: "orders" },
    { type: "changed", seq: 2, what: "door" },
    { type: "changed", seq: 3, what: "orders" },
  );
  vi.advanceTimersByTime(250);
  expect(told.slice(1)).toEqual([["orders", "door"]]);

  FakeSocket.last.ends(1006);
  vi.advanceTimersByTime(31_000);
  expect(told.slice(2)).toEqual([["poll"], ["poll"]]);
  feed.close();
});

test("the live view looks once more when the connection is back, though nothing was told", () => {
  const told: What[][] = [];
  const feed = live("acme/fest", (what) => told.push([...what]));
  FakeSocket.last.says({ type: "hello", seq: 0 }, { type: "joined", seq: 0 });
  vi.advanceTimersByTime(250);
  FakeSocket.last.ends(1006);
  vi.advanceTimersByTime(1000);
  expect(told).toEqual([["poll"]]);

  FakeSocket.last.says({ type: "hello", seq: 0 }, { type: "joined", seq: 0 });
  vi.advanceTimersByTime(250);

  expect(told).toEqual([["poll"], ["poll"]]);
  feed.close();
});
