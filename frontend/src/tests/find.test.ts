import { describe, expect, it } from "vitest";
import { find } from "~/core/find";

const PAGES = [
  { title: "Check-in lists", group: "Registration", url: "/lists" },
  { title: "Waiting list", group: "Shop", url: "/waiting-list" },
  { title: "Orders", group: "Shop", url: "/orders" },
  { title: "Café", group: "Events", url: "/cafe" },
];
const urls = (typed: string): string[] => find(PAGES, typed).map((one) => one.url);

describe("find", () => {
  it("gives everything, in its order, for nothing typed", () => {
    expect(urls("  ")).toEqual(["/lists", "/waiting-list", "/orders", "/cafe"]);
  });

  it("prefers names that begin like this", () => {
    expect(urls("o")).toEqual(["/orders"]);
    expect(urls("list")).toEqual(["/lists", "/waiting-list"]);
    expect(urls("wait li")).toEqual(["/waiting-list"]);
  });

  it("knows the module, and neither case nor accents", () => {
    expect(urls("SHOP or")).toEqual(["/orders"]);
    expect(urls("cafe")).toEqual(["/cafe"]);
    expect(urls("nothing")).toEqual([]);
  });
});
