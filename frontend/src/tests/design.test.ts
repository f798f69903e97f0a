/** The design's promise: every pair of colours that meets can be read (WCAG 2.2 AA), light and dark. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const css = readFileSync(fileURLToPath(new URL("../../../eventhub/static/design/tokens.css", import.meta.url)), "utf8");
const [, light = "", darkBySystem = "", darkByChoice = ""] = css.split(/\n\s*color-scheme:/);

const colors = (block: string): Record<string, string> =>
  Object.fromEntries([...block.matchAll(/--eh-([\w-]+): (#[\da-f]{6});/g)].map(([, name, value]) => [name, value]));

function luminance(hex: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.03928 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [low = 0, high = 0] = [luminance(a), luminance(b)].toSorted((x, y) => x - y);
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ["bg", "surface", "sunken", "raised"];
const INKS = ["text", "muted", "primary-text", "success-text", "warning-text", "danger-text", "info-text"];
const PAIRS = [
  ...GROUNDS.flatMap((ground) => INKS.map((ink) => [ink, ground])),
  ["on-primary", "primary"],
  ["on-primary", "primary-hover"],
  ["primary-text", "primary-soft"],
  ["text", "primary-soft"],
  ["muted", "primary-soft"],
  ["bg", "text"],
  ...["success", "warning", "danger", "info"].flatMap((one) => [
    [`${one}-text`, `${one}-soft`],
    [`on-${one}`, `${one}-solid`],
  ]),
] as [string, string][];

test("both ways into the dark are the same colours", () => {
  expect(Object.keys(colors(darkByChoice)).length).toBeGreaterThan(20);
  expect(colors(darkBySystem)).toEqual(colors(darkByChoice));
});

describe.each([
  ["light", colors(light)],
  ["dark", { ...colors(light), ...colors(darkByChoice) }],
])("%s", (_theme, palette) => {
  test.each(PAIRS)("%s on %s", (ink, ground) => {
    expect(contrast(palette[ink] ?? "", palette[ground] ?? "")).toBeGreaterThanOrEqual(4.5);
  });
  test.each(GROUNDS)("controls and focus rings stand out on %s", (ground) => {
    expect(contrast(palette["border-strong"] ?? "", palette[ground] ?? "")).toBeGreaterThanOrEqual(3);
    expect(contrast(palette["primary"] ?? "", palette[ground] ?? "")).toBeGreaterThanOrEqual(3);
  });
});
