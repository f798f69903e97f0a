// @vitest-environment happy-dom
/** The dialog of every editor, and the search over pages. */
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "~/core/api";
import { menu, session } from "~/core/session";
import type { Menu, Session } from "~/core/types";
import { SearchButton, SearchPages } from "~/frame/search";
import { EditorDialog } from "~/ui/editor-dialog";
import { TextField, useForm } from "~/ui/form";

let root: HTMLElement;
const draw = (what: preact.ComponentChild): void => void act(() => render(what, root));
const button = (words: string): HTMLElement | undefined => [...root.querySelectorAll("button")].find((one) => one.textContent?.trim().startsWith(words));
const press = (element: Element | undefined | null): Promise<void> => act(async () => (element as HTMLElement).click());

const submit = (): Promise<void> =>
  act(async () => void root.querySelector("form")?.dispatchEvent(new Event("submit", { bubbles: true, cancelable: true })));

beforeEach(() => {
  root = document.createElement("div");
  document.body.replaceChildren(root);
});
afterEach(() => draw(null));

describe("EditorDialog", () => {
  function Editor({ send, saved = () => undefined }: { send: (draft: { name: string }) => Promise<unknown>; saved?: () => void }) {
    const form = useForm(() => ({ name: "Lunch" }));
    return (
      <EditorDialog title="New thing" form={form} send={send} close={() => undefined} saved={saved}>
        <TextField name="name" label="Name" />
      </EditorDialog>
    );
  }

  it("sends what was typed and says that it was saved; what is new cannot be deleted", async () => {
    const send = vi.fn(async () => undefined);
    const saved = vi.fn();
    draw(<Editor send={send} saved={saved} />);

    await submit();

    expect(send).toHaveBeenCalledWith({ name: "Lunch" });
    await vi.waitFor(() => expect(saved).toHaveBeenCalledOnce());
    expect(button("Delete")).toBeUndefined();
  });

  it("stays open and says what is wrong where it was refused", async () => {
    const saved = vi.fn();
    const refused = new ApiError(400, "invalid", "Some fields are not right.", { name: ["There is one already."] });
    draw(<Editor send={() => Promise.reject(refused)} saved={saved} />);

    await submit();

    await vi.waitFor(() => expect(root.textContent).toContain("There is one already."));
    expect(saved).not.toHaveBeenCalled();
    expect(root.querySelector("input")?.value).toBe("Lunch");
  });
});

describe("search over pages", () => {
  const item = (key: string, title: string) => ({ key, title, url: `/app/e/a/b/${key}` });
  beforeEach(() => {
    session.value = { user: { email: "a@example.org", name: "A" }, organizers: [], events: [], current: null, languages: [] } as Session;
    menu.value = { modules: [{ key: "shop", title: "Shop", level: "staff", url: "", items: [item("orders", "Orders"), item("quotas", "Quotas")] }] } as unknown as Menu;
    history.replaceState(null, "", "/app/");
    window.scrollTo = () => undefined;
    draw(
      <>
        <SearchButton />
        <SearchPages />
      </>,
    );
  });
  const key = (name: string, target: EventTarget = root.querySelector("input") as EventTarget, more: KeyboardEventInit = {}): Promise<void> =>
    act(async () => void target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more })));
  const chosen = (): string | null | undefined => root.querySelector('[aria-selected="true"] span')?.textContent;

  it("opens by Ctrl-K, chooses by arrows and goes by Enter", async () => {
    await key("k", window, { ctrlKey: true });
    const field = root.querySelector("input") as HTMLInputElement;
    expect(field.getAttribute("role")).toBe("combobox");
    expect(chosen()).toBe("Orders");

    await key("ArrowDown");
    expect(chosen()).toBe("Quotas");
    expect(field.getAttribute("aria-activedescendant")).toBe(root.querySelector('[aria-selected="true"]')?.id);
    await key("Enter");

    expect(location.pathname).toBe("/app/e/a/b/quotas");
    expect(root.querySelector("dialog")).toBeNull();
  });

  it("narrows by what is typed, and says when nothing is called like it", async () => {
    await press(button("Search"));
    const field = root.querySelector("input") as HTMLInputElement;
    const type = (words: string): Promise<void> =>
      act(async () => {
        field.value = words;
        field.dispatchEvent(new Event("input", { bubbles: true }));
      });

    await type("quo");
    expect(root.querySelectorAll('[role="option"]')).toHaveLength(1);
    await type("zzz");

    expect(root.querySelector('p[role="status"]')?.textContent).toBe("Nothing is called like this.");
    expect(field.getAttribute("aria-expanded")).toBe("false");
  });
});
