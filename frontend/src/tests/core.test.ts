import { expect, test } from "vitest";
import { flatten, withQuery } from "~/core/api";
import { localize, plural, t } from "~/core/i18n";
import { match } from "~/core/match";

test("refusals of nested fields keep their place", () => {
  expect(flatten({ name: ["No."], variations: [{}, { value: ["Empty."] }], settings: { term: "Too long." } })).toEqual({
    name: ["No."],
    "variations.1.value": ["Empty."],
    "settings.term": ["Too long."],
  });
});

test("addresses are taken apart", () => {
  expect(match("/app/e/:organizer/:event/*", "/app/e/acme/fest/orders/ABC")).toEqual({ organizer: "acme", event: "fest", rest: "orders/ABC" });
  expect(match("/app/e/:organizer/:event/*", "/app/e/acme/fest/")).toEqual({ organizer: "acme", event: "fest", rest: "" });
  expect(match("/app", "/app/")).toEqual({});
  expect(match("/app/new", "/app/newer")).toBeNull();
});

test("queries leave out what is empty", () => {
  expect(withQuery("/x", { a: "1", b: "", c: null, d: 0 })).toBe("/x?a=1&d=0");
});

test("words are filled in and texts fall back", () => {
  expect(t("{a} of {b}", { a: 1, b: 2 })).toBe("1 of 2");
  expect(plural(1, "one", "{n} many")).toBe("one");
  expect(plural(3, "one", "{n} many")).toBe("3 many");
  expect(localize({ xx: "Hallo", en: "Hello" })).toBe("Hello");
  expect(localize({ cs: "Ahoj" })).toBe("Ahoj");
  expect(localize(null)).toBe("");
});
