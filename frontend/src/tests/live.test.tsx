// @vitest-environment happy-dom
/** What a live list shows of its connection, and when it reads again. */
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { currentEvent } from "~/core/api";
import type { What } from "~/core/socket";
import { LiveStatus, useLive } from "~/ui/live";

/** The browser's end of the socket, played by the test. */
class FakeSocket extends EventTarget {
  static last: FakeSocket;
  closed = false;
  constructor() {
    super();
    FakeSocket.last = this;
  }
  send(): void {}
  close(): void {
    this.closed = true;
  }
}

const says = (...messages: object[]): void => {
  void act(() => {
    for (const message of messages) FakeSocket.last.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(message) }));
    vi.advanceTimersByTime(250);
  });
};
const ends = (code: number): void => void act(() => void FakeSocket.last.dispatchEvent(Object.assign(new Event("close"), { code })));
const waits = (ms: number): void => void act(() => void vi.advanceTimersByTime(ms));
const greets = (): void => says({ type: "hello", seq: 0 }, { type: "joined", seq: 0 });

let root: HTMLElement;
let reads: number;
const draw = (what: preact.ComponentChild): void => void act(() => render(what, root));
const announced = (): string => root.querySelector('[role="status"]')?.textContent ?? "";

function List({ kinds }: { kinds?: What[] | null }) {
  const state = useLive(() => (reads += 1), kinds);
  return <LiveStatus state={state} />;
}

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal("WebSocket", FakeSocket);
  root = document.createElement("div");
  document.body.replaceChildren(root);
  currentEvent.value = "a/b";
  reads = 0;
});
afterEach(() => {
  draw(null);
  currentEvent.value = null;
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

describe("LiveStatus", () => {
  it("says that the list is live, that it is lost, and reads again when the connection is back", () => {
    draw(<List kinds={["orders"]} />);
    expect(root.textContent).toBe("Connecting …");
    greets();
    expect(root.textContent).toBe("Live");
    expect(announced()).toBe("");
    expect(reads).toBe(1);

    ends(1006);
    expect(announced()).toContain("Reconnecting …");
    waits(1000);
    greets();

    expect(root.textContent).toBe("Live");
    expect(reads).toBe(2);
  });

  it("says that the machine is offline", () => {
    draw(<List />);
    greets();

    void act(() => void dispatchEvent(new Event("offline")));

    expect(announced()).toContain("Offline");
  });

  it("says what to do where nobody tries again", () => {
    draw(<List />);

    ends(4403);

    expect(announced()).toContain("Load the page again");
  });

  it("reads again for the kinds that the list is about, and for them alone", () => {
    draw(<List kinds={["orders"]} />);
    greets();

    says({ type: "changed", seq: 1, what: "door" });
    expect(reads).toBe(1);
    says({ type: "changed", seq: 2, what: "orders" });

    expect(reads).toBe(2);
  });

  it("is nothing where the list follows nothing, and ends with the page", () => {
    draw(<List />);
    const socket = FakeSocket.last;
    draw(<List kinds={null} />);

    expect(socket.closed).toBe(true);
    expect(root.textContent).toBe("");
  });
});
