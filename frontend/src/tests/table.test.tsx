// @vitest-environment happy-dom
/** The table of every list: its order, its columns, the rows that are chosen. */
import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { place } from "~/core/router";
import { type Column, DataTable, type RowAction } from "~/ui/data-table";
import { inSight, keepColumns, keptColumns, nextOrder, orderFrom, orderText, sorted } from "~/ui/table-state";

interface Person {
  id: number;
  name: string;
  age: number | null;
}

const PEOPLE: Person[] = [
  { id: 1, name: "Grace", age: 37 },
  { id: 2, name: "ada", age: null },
  { id: 3, name: "Edsger", age: 9 },
];
const COLUMNS: Column<Person>[] = [
  { key: "name", title: "Name", sort: (row) => row.name, cell: (row) => row.name },
  { key: "age", title: "Age", sort: (row) => row.age, cell: (row) => row.age ?? "–" },
  { key: "joined", title: "Joined", sort: "joined_at", cell: () => "today" },
  { key: "note", title: "Note", extra: true, cell: () => "nothing" },
];

let root: HTMLElement;
const show = (actions: RowAction<Person>[] = []): void => {
  void act(() => {
    render(
      <DataTable name="people" title="People" rows={PEOPLE} columns={COLUMNS} keyOf={(row) => row.id} nameOf={(row) => row.name} actions={actions} />,
      root,
    );
  });
};
const names = (): (string | null)[] => [...root.querySelectorAll('td[data-label="Name"]')].map((cell) => cell.textContent);
const heads = (): (string | undefined)[] => [...root.querySelectorAll("thead th")].map((head) => head.textContent?.trim()).filter(Boolean);
const head = (title: string): HTMLElement => [...root.querySelectorAll<HTMLElement>("thead th")].find((one) => one.textContent?.includes(title)) as HTMLElement;
const press = (element: Element | null | undefined): Promise<void> => act(async () => (element as HTMLElement).click());
const labelled = (words: string): HTMLElement | undefined =>
  [...root.querySelectorAll<HTMLElement>("button, input")].find((one) => one.getAttribute("aria-label") === words || one.textContent?.trim() === words || one.closest("label")?.textContent?.trim() === words);

const openColumns = (): Promise<void> =>
  act(async () => {
    const choice = root.querySelector("details") as HTMLDetailsElement;
    choice.open = true;
    choice.dispatchEvent(new Event("toggle"));
  });

beforeEach(() => {
  localStorage.clear();
  history.replaceState(null, "", "/app/e/a/b/people");
  place.value = { path: location.pathname, search: "" };
  root = document.createElement("div");
  document.body.replaceChildren(root);
});
afterEach(() => {
  void act(() => render(null, root));
});

describe("order", () => {
  it("goes up, down, and back to how the list comes", () => {
    const up = nextOrder(null, "name");
    const down = nextOrder(up, "name");

    expect([up, down, nextOrder(down, "name")]).toEqual([{ key: "name", down: false }, { key: "name", down: true }, null]);
    expect(nextOrder(down, "age")).toEqual({ key: "age", down: false });
  });

  it("is written as the server writes it", () => {
    expect(orderFrom("-datetime")).toEqual({ key: "datetime", down: true });
    expect(orderText({ key: "datetime", down: true })).toBe("-datetime");
    expect(orderFrom(null)).toBeNull();
  });

  it("compares numbers as numbers, words without case, and puts what is missing last either way", () => {
    const ages = (down: boolean): (number | null)[] => sorted(PEOPLE, (row) => row.age, down).map((row) => row.age);

    expect(ages(false)).toEqual([9, 37, null]);
    expect(ages(true)).toEqual([37, 9, null]);
    expect(sorted(PEOPLE, (row) => row.name, false).map((row) => row.name)).toEqual(["ada", "Edsger", "Grace"]);
  });

  it("is told to screen readers, and turns when a head is pressed", async () => {
    show();
    expect(head("Name").getAttribute("aria-sort")).toBe("none");

    await press(head("Name").querySelector("button"));
    expect(head("Name").getAttribute("aria-sort")).toBe("ascending");
    expect(names()).toEqual(["ada", "Edsger", "Grace"]);

    await press(head("Name").querySelector("button"));
    expect(head("Name").getAttribute("aria-sort")).toBe("descending");
    expect(names()).toEqual(["Grace", "Edsger", "ada"]);

    await press(head("Name").querySelector("button"));
    expect(names()).toEqual(["Grace", "ada", "Edsger"]);
  });

  it("of a server's list is kept in the address, and begins at the first page", async () => {
    history.replaceState(null, "", "/app/e/a/b/people?page=4&search=x");
    show();

    await press(head("Joined").querySelector("button"));
    await press(head("Joined").querySelector("button"));

    expect(location.search).toBe("?search=x&ordering=-joined_at");
    expect(head("Joined").getAttribute("aria-sort")).toBe("descending");
  });
});

describe("columns", () => {
  it("are the usual ones until somebody chooses, and the first always stays", () => {
    expect(inSight([{ key: "a" }, { key: "b" }, { key: "c", extra: true }], null)).toEqual(["a", "b"]);
    expect(inSight([{ key: "a" }, { key: "b" }, { key: "c", extra: true }], ["c", "gone"])).toEqual(["a", "c"]);
  });

  it("are kept in the browser, and nonsense there counts as nothing", () => {
    keepColumns("people", ["name"]);
    expect(keptColumns("people")).toEqual(["name"]);
    expect(keptColumns("orders")).toBeNull();

    localStorage.setItem("eventhub.columns.people", "{nonsense");
    expect(keptColumns("people")).toBeNull();
  });

  it("come and go by their boxes, also after the page is loaded again", async () => {
    show();
    expect(heads()).toEqual(["Name", "Age", "Joined"]);
    await openColumns();

    await press(labelled("Note"));
    await press(labelled("Age"));
    expect(heads()).toEqual(["Name", "Joined", "Note"]);

    void act(() => render(null, root));
    show();
    expect(heads()).toEqual(["Name", "Joined", "Note"]);
    await openColumns();
    await press(labelled("Reset"));
    expect(heads()).toEqual(["Name", "Age", "Joined"]);
  });
});

describe("rows", () => {
  it("cannot be chosen where there is nothing to do with several", () => {
    show();

    expect(root.querySelectorAll("tbody input")).toHaveLength(0);
  });

  it("are chosen one by one or all at once, and an action gets them", async () => {
    const got: string[][] = [];
    show([{ label: "Copy", run: (rows) => void got.push(rows.map((row) => row.name)) }]);
    expect(root.querySelector('[role="status"]')?.hasAttribute("hidden")).toBe(true);

    await press(labelled("Select Grace"));
    await press(labelled("Copy"));
    await press(labelled("Select all rows"));
    await press(labelled("Copy"));

    expect(got).toEqual([["Grace"], ["Grace", "ada", "Edsger"]]);
    expect(root.querySelector('[role="status"]')?.textContent).toContain("3 rows selected");
    await press(labelled("Clear selection"));
    expect(root.querySelectorAll("tr.is-chosen")).toHaveLength(0);
  });
});
