// @vitest-environment happy-dom
/** The steps of a module: only those that the server names, each carried out by its button. */
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Trigger } from "~/core/types";
import { Steps } from "~/ui/steps";
import { Toasts } from "~/ui/toast";
import { Asked } from "~/ui/dialog";

const STEP: Trigger = {
  name: "shop.count",
  module: "shop",
  title: "Count",
  text: "Counts all.",
  confirm: "none",
  cooldown_s: 30,
  is_running: false,
  last_run: null,
  outcome: "",
};

let root: HTMLElement;
let steps: Trigger[];
let answer: () => Response;
let posted: string[];
const changed = vi.fn();
const button = (words: string): HTMLButtonElement | undefined => [...root.querySelectorAll("button")].find((one) => one.textContent?.trim() === words);
const show = async (): Promise<void> => {
  await act(async () =>
    render(
      <>
        <Steps module="shop" changed={changed} />
        <Asked />
        <Toasts />
      </>,
      root,
    ),
  );
};

beforeEach(() => {
  root = document.createElement("div");
  document.body.replaceChildren(root);
  posted = [];
  changed.mockReset();
  answer = () => Response.json({ dry_run: false, result: { counted: 3 }, text: "Counted: 3" });
  vi.stubGlobal("fetch", async (path: string, { method }: RequestInit) => {
    if (method === "GET") return Response.json(steps);
    posted.push(path);
    return answer();
  });
});
afterEach(() => {
  void act(() => render(null, root));
  vi.unstubAllGlobals();
});

describe("Steps", () => {
  it("is nothing where there is nothing to start", async () => {
    steps = [];
    await show();

    expect(root.querySelector("details")).toBeNull();
  });

  it("carries a step out, says what came of it, and has the list read again", async () => {
    steps = [STEP];
    await show();
    await vi.waitFor(() => expect(button("Count")).toBeDefined());

    await act(async () => button("Count")?.click());

    await vi.waitFor(() => expect(root.textContent).toContain("Counted: 3"));
    expect(posted).toEqual(["/app/ui/trigger/shop.count/"]);
    expect(changed).toHaveBeenCalledOnce();
  });

  it("says why it was refused, and reads nothing again", async () => {
    steps = [STEP];
    answer = () => Response.json({ error: { code: "cooldown", message: "This was done a moment ago." } }, { status: 409 });
    await show();
    await vi.waitFor(() => expect(button("Count")).toBeDefined());

    await act(async () => button("Count")?.click());

    await vi.waitFor(() => expect(root.textContent).toContain("This was done a moment ago."));
    expect(changed).not.toHaveBeenCalled();
  });

  it("asks first where the step wants it, and waits for one that is running", async () => {
    steps = [{ ...STEP, confirm: "dialog" }, { ...STEP, name: "shop.sort", title: "Sort", is_running: true }];
    await show();
    await vi.waitFor(() => expect(button("Sort")?.disabled).toBe(true));

    await act(async () => button("Count")?.click());

    expect(root.querySelector("dialog")?.textContent).toContain("Counts all.");
    expect(posted).toEqual([]);
  });
});
