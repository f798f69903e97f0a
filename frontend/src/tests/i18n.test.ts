// @vitest-environment happy-dom
import { afterEach, describe, expect, test } from "vitest";
import { amountText, decimalText, formatDate, formatMoney, formatNumber, formatPercent, plainDecimal } from "~/core/format";
import { language, loadWords, localize, plural, SPOKEN, t, tIn } from "~/core/i18n";

const root = document.documentElement;
const spoken = async (tag: string, reads?: string): Promise<void> => {
  root.lang = tag;
  if (reads) root.dataset["reads"] = reads;
  await loadWords();
};
/** The same with the narrow or hard spaces that languages put into numbers as plain ones. */
const plain = (text: string): string => text.replaceAll(/[\u00A0\u202F]/g, " ");

afterEach(() => {
  delete root.dataset["reads"];
});

describe("the page speaks the language that the server drew it in", () => {
  test("it says its words in it", async () => {
    await spoken("de");
    expect(t("Cancel")).toBe("Abbrechen");
    expect(t("Check in {name}", { name: "Ada" })).toBe("Ada einchecken");
    await spoken("cs");
    expect(t("Cancel")).toBe("Zrušit");
    expect(language.value).toBe("cs");
  });

  test("a dialect is its language", async () => {
    await spoken("de-AT");
    expect([language.value, root.lang]).toEqual(["de", "de"]);
  });

  test("what it has no words for is English, and says so", async () => {
    await spoken("fr");
    expect([t("Cancel"), language.value, root.lang]).toEqual(["Cancel", "en", "en"]);
  });

  test("each text without a translation is English, between the others", async () => {
    await spoken("de");
    expect(t("Never said {n}", { n: 3 })).toBe("Never said 3");
    expect(plural(3, "one never said", "{n} never said")).toBe("3 never said");
    expect(tIn("state", "Never said")).toBe("Never said");
  });

  test("all languages that have a catalogue are offered, English first", () => {
    expect(SPOKEN[0]).toBe("en");
    expect([...SPOKEN].toSorted()).toEqual(["cs", "de", "en"]);
  });
});

test.each([
  ["en", ["One person found", "2 people found", "5 people found", "1,234 people found"]],
  ["de", ["Eine Person gefunden", "2 Personen gefunden", "5 Personen gefunden", "1.234 Personen gefunden"]],
  ["cs", ["Nalezena jedna osoba", "Nalezeny 2 osoby", "Nalezeno 5 osob", "Nalezeno 1 234 osob"]],
])("%s counts as its speakers do", async (tag, counted) => {
  await spoken(tag);
  expect([1, 2, 5, 1234].map((n) => plain(plural(n, "One person found", "{n} people found")))).toEqual(counted);
});

test.each([
  ["en", ["1,234.5", "€45.50", "19%", "24 Jun 2027", "45.50"]],
  ["de", ["1.234,5", "45,50 €", "19 %", "24.06.2027", "45,50"]],
  ["cs", ["1 234,5", "45,50 €", "19 %", "24. 6. 2027", "45,50"]],
])("%s writes numbers, amounts and dates as its readers know them", async (tag, written) => {
  await spoken(tag);
  const price = { amount: 4550, currency: "EUR" };
  expect([formatNumber(1234.5), formatMoney(price), formatPercent(19), formatDate("2027-06-24T10:00:00Z", "UTC"), amountText(price)].map(plain)).toEqual(written);
});

test("a number is sent as the server reads it, however it was typed", async () => {
  await spoken("de");
  expect(decimalText("19.50")).toBe("19,50");
  expect([plainDecimal("19,50"), plainDecimal(" 19.50 ")]).toEqual(["19.50", "19.50"]);
});

test("texts of organizers are shown in the language that was chosen, also where our words do not speak it", async () => {
  const name = { en: "Con", de: "Tagung", fr: "Congrès" };
  await spoken("de", "de");
  expect(localize(name)).toBe("Tagung");
  await spoken("en", "fr");
  expect(localize(name)).toBe("Congrès");
  await spoken("de", "de-informal");
  expect(localize(name)).toBe("Tagung");
});
