// @vitest-environment happy-dom
/** The dialog of every editor. */
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { ApiError } from "~/core/api";
import { EditorDialog } from "~/ui/editor-dialog";
import { TextField, useForm } from "~/ui/form";

let root: HTMLElement;
const draw = (what: preact.ComponentChild): void => void act(() => render(what, root));
const button = (words: string): HTMLElement | undefined => [...root.querySelectorAll("button")].find((one) => one.textContent?.trim().startsWith(words));

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
