import { describe, expect, test } from "vitest";
import { amountText, exponent, formatMoney, fromLocal, parseAmount, suggestSlug, toLocal } from "~/core/format";

describe("money", () => {
  test.each([
    ["45", "EUR", 4500],
    ["45.5", "EUR", 4550],
    ["45,50", "EUR", 4550],
    ["0.29", "EUR", 29],
    ["1234567.89", "EUR", 123_456_789],
    ["500", "JPY", 500],
    ["1.234", "KWD", 1234],
    ["-5", "EUR", -500],
  ])("%s %s is %i minor units", (text, currency, amount) => {
    expect(parseAmount(text, currency)).toBe(amount);
  });
  test.each([
    ["", "EUR"],
    ["4.505", "EUR"],
    ["5.5", "JPY"],
    ["4,5,6", "EUR"],
    ["free", "EUR"],
    ["1e3", "EUR"],
  ])("%s is no amount of %s", (text, currency) => {
    expect(parseAmount(text, currency)).toBeNull();
  });
  test("is written back as it can be typed", () => {
    expect(amountText({ amount: 5, currency: "EUR" })).toBe("0.05");
    expect(amountText({ amount: -4550, currency: "EUR" })).toBe("-45.50");
    expect(amountText({ amount: 500, currency: "JPY" })).toBe("500");
  });
  test("is shown with its currency", () => {
    expect(formatMoney({ amount: 4550, currency: "EUR" })).toBe("€45.50");
    expect(exponent("KWD")).toBe(3);
  });
});

describe("time in the event's zone", () => {
  test("summer and winter differ", () => {
    expect(toLocal("2027-06-24T07:00:00Z", "Europe/Berlin")).toBe("2027-06-24T09:00");
    expect(toLocal("2027-01-24T07:00:00Z", "Europe/Berlin")).toBe("2027-01-24T08:00");
  });
  test.each(["Europe/Berlin", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "UTC"])("what is typed in %s comes back", (zone) => {
    for (const local of ["2027-06-24T09:00", "2027-12-31T23:59", "2028-02-29T00:00"]) {
      expect(toLocal(fromLocal(local, zone), zone)).toBe(local);
    }
  });
  test("the clock's gap in spring moves on", () => {
    expect(toLocal(fromLocal("2027-03-28T02:30", "Europe/Berlin"), "Europe/Berlin")).toMatch(/T0[13]:30$/);
  });
  test("nothing stays nothing", () => {
    expect(fromLocal("", "UTC")).toBeNull();
    expect(toLocal(null, "UTC")).toBe("");
  });
});

test.each([
  ["Summer Fest 2027!", "summer-fest-2027"],
  ["Große Straße", "grosse-strasse"],
  ["  Čeština ", "cestina"],
  ["日本", ""],
])("%s suggests %s", (name, slug) => {
  expect(suggestSlug(name)).toBe(slug);
});
