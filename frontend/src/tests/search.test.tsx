// @vitest-environment happy-dom
/** The search over pages and things. */
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { currentEvent } from "~/core/api";
import { grouped } from "~/core/found";
import { menu, session } from "~/core/session";
import type { Menu, SearchResult, Session } from "~/core/types";
import { SearchButton, SearchPages } from "~/frame/search";

let root: HTMLElement;
/** What the server finds for which words; null: it cannot be reached. */
let answers: Record<string, SearchResult[] | null>;
let asked: string[];

const draw = (what: preact.ComponentChild): void => void act(() => render(what, root));
const button = (words: string): HTMLElement | undefined => [...root.querySelectorAll("button")].find((one) => one.textContent?.trim().startsWith(words));
const press = (element: Element | undefined | null): Promise<void> => act(async () => (element as HTMLElement).click());
const field = (): HTMLInputElement => root.querySelector("input") as HTMLInputElement;
const status = (): string => root.querySelector('p[role="status"]')?.textContent ?? "";
const options = (): string[] => [...root.querySelectorAll('[role="option"]')].map((one) => one.querySelector("span")?.textContent ?? "");
const chosen = (): string | null | undefined => root.querySelector('[aria-selected="true"] span')?.textContent;
const key = (name: string, target: EventTarget = field(), more: KeyboardEventInit = {}): Promise<void> =>
  act(async () => void target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more })));
const type = (words: string): Promise<void> =>
  act(async () => {
    field().value = words;
    field().dispatchEvent(new Event("input", { bubbles: true }));
  });

const item = (name: string, title: string) => ({ key: name, title, url: `/app/e/a/b/${name}` });
const result = (kind: string, kind_title: string, title: string, path: string, module = "shop"): SearchResult => ({
  kind,
  kind_title,
  module,
  title,
  text: "",
  url: `/app/e/a/b/${path}`,
});

beforeEach(() => {
  root = document.createElement("div");
  document.body.replaceChildren(root);
  session.value = { user: { email: "a@example.org", name: "A" }, organizers: [], events: [], current: null, languages: [] } as Session;
  menu.value = { modules: [{ key: "shop", title: "Shop", level: "staff", url: "", items: [item("orders", "Orders"), item("quotas", "Quotas")] }] } as unknown as Menu;
  currentEvent.value = "a/b";
  history.replaceState(null, "", "/app/");
  window.scrollTo = () => undefined;
  answers = {};
  asked = [];
  vi.stubGlobal("fetch", async (path: string) => {
    const words = new URL(path, "http://localhost").searchParams.get("q") ?? "";
    asked.push(words);
    const results = answers[words];
    if (results === null) throw new TypeError("offline");
    return Response.json({ results: results ?? [] });
  });
  draw(
    <>
      <SearchButton />
      <SearchPages />
    </>,
  );
});
afterEach(() => {
  draw(null);
  currentEvent.value = null;
  vi.unstubAllGlobals();
});

describe("search", () => {
  it("opens by Ctrl-K, chooses by arrows and goes by Enter", async () => {
    await key("k", window, { ctrlKey: true });
    expect(field().getAttribute("role")).toBe("combobox");
    expect(chosen()).toBe("Orders");

    await key("ArrowDown");
    expect(chosen()).toBe("Quotas");
    expect(field().getAttribute("aria-activedescendant")).toBe(root.querySelector('[aria-selected="true"]')?.id);
    await key("Enter");

    expect(location.pathname).toBe("/app/e/a/b/quotas");
    expect(root.querySelector("dialog")).toBeNull();
  });

  it("finds pages at once, and says when nothing is called like it", async () => {
    await press(button("Search"));

    await type("q");
    expect(options()).toEqual(["Quotas"]);
    await type("zzz");

    await vi.waitFor(() => expect(status()).toBe("No results."));
    expect(field().getAttribute("aria-expanded")).toBe("false");
    expect(asked).toEqual(["zzz"]);
  });

  it("asks the server when typing pauses, and shows things by kind below the pages", async () => {
    answers = { or: [], ord: [result("order", "Orders", "ABC12", "orders/ABC12"), result("team", "Teams", "Ordinary people", "team", "tenant")] };
    await press(button("Search"));

    await type("or");
    await type("ord");
    expect(status()).toBe("Searching …");
    await vi.waitFor(() => expect(options()).toEqual(["Orders", "ABC12", "Ordinary people"]));

    expect(asked).toEqual(["ord"]);
    expect(status()).toBe("3 results");
    expect([...root.querySelectorAll('[role="group"]')].map((one) => one.getAttribute("aria-label"))).toEqual(["Pages", "Orders", "Teams"]);
    await key("ArrowDown");
    await key("Enter");
    expect(location.pathname).toBe("/app/e/a/b/orders/ABC12");
  });

  it("chooses what is called exactly like the words", async () => {
    answers = { abc12: [result("registration", "Registrations", "Ada", "registrations?search=X"), result("order", "Orders", "ABC12", "orders/ABC12")] };
    await press(button("Search"));
    await type("abc12");

    await vi.waitFor(() => expect(chosen()).toBe("ABC12"));
    await key("Enter");

    expect(location.pathname).toBe("/app/e/a/b/orders/ABC12");
  });

  it("never goes to what was found for other words", async () => {
    answers = { abc: [result("order", "Orders", "ABC12", "orders/ABC12")] };
    await press(button("Search"));
    await type("abc");
    await vi.waitFor(() => expect(options()).toEqual(["ABC12"]));

    await type("abcd");
    await key("Enter");

    expect(options()).toEqual([]);
    expect(location.pathname).toBe("/app/");
  });

  it("keeps the pages when the server cannot be reached, and tries again", async () => {
    answers = { ord: null };
    await press(button("Search"));
    await type("ord");
    await vi.waitFor(() => expect(status()).toContain("Only pages are shown"));
    expect(options()).toEqual(["Orders"]);

    answers = { ord: [result("order", "Orders", "ORD99", "orders/ORD99")] };
    await press(button("Try again"));

    await vi.waitFor(() => expect(options()).toEqual(["Orders", "ORD99"]));
  });

  it("asks nothing where there is no event", async () => {
    currentEvent.value = null;
    await press(button("Search"));

    await type("orders");

    expect(options()).toEqual(["Orders"]);
    expect(status()).toBe("1 result");
  });
});

describe("grouped", () => {
  const pages = [{ title: "Quotas", group: "Shop", url: "/app/e/a/b/quotas" }];

  it("adds pages that only the server knows by these words, and none twice", () => {
    const more = [result("page", "Pages", "Quotas", "quotas"), result("page", "Pages", "Items", "items")];

    expect(grouped(pages, "Pages", more)).toEqual([{ title: "Pages", targets: [pages[0], { title: "Items", group: "", url: "/app/e/a/b/items" }] }]);
  });

  it("keeps kinds of two modules apart, in the server's order, and shows no empty group", () => {
    const found = [result("order", "Orders", "A", "a"), result("order", "Work orders", "B", "b", "staff"), result("order", "Orders", "C", "c")];

    expect(grouped([], "Pages", found).map((group) => [group.title, group.targets.map((one) => one.title)])).toEqual([
      ["Orders", ["A", "C"]],
      ["Work orders", ["B"]],
    ]);
  });
});
