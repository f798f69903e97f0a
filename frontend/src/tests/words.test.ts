/** Every word that a person sees goes through t(): nothing in a page's markup is said in English alone. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { parseSync } from "vite";

/** What people see or hear of an element, and what our own components show. */
const SHOWN = new Set(["title", "label", "aria-label", "placeholder", "alt", "hint", "empty", "addLabel", "editLabel", "intro", "everything", "words", "suffix"]);
/** Names and examples that are the same in every language. */
const SAME = new Set(["EventHub", "https://", "#722f7d", "ms", "PDF", "xlsx", "CSV"]);
const FILES = Object.keys(import.meta.glob("../**/*.tsx")).filter((path) => !path.includes("/tests/") && !path.startsWith("./"));

type Node = Record<string, unknown> & { type: string; start: number };
const isNode = (value: unknown): value is Node => typeof value === "object" && value !== null && typeof (value as Node).type === "string";
const isSaid = (text: string): boolean => /\p{L}{2,}/u.test(text) && !SAME.has(text.trim());

function* nodes(value: unknown): Generator<Node> {
  if (Array.isArray(value)) for (const one of value) yield* nodes(one);
  else if (isNode(value)) {
    yield value;
    for (const inner of Object.values(value)) yield* nodes(inner);
  }
}

const literal = (value: unknown): string | null => (isNode(value) && value.type === "Literal" && typeof value["value"] === "string" ? value["value"] : null);

/** The words of a page that no catalogue can have: text between tags, and plain strings in what is shown. */
function bare(source: string): string[] {
  const found: string[] = [];
  for (const node of nodes(parseSync("page.tsx", source).program)) {
    if (node.type === "JSXText") found.push(String(node["value"]).trim());
    if (node.type === "JSXAttribute" && isNode(node["name"]) && SHOWN.has(String(node["name"]["name"]))) found.push(literal(node["value"]) ?? "");
    if (node.type === "JSXExpressionContainer") found.push(literal(node["expression"]) ?? "");
  }
  return found.filter(isSaid);
}

test("words outside t() are found", () => {
  expect(bare('<p title="Seen">Between {t("Fine")} <b>{"Quoted"}</b></p>').toSorted()).toEqual(["Between", "Quoted", "Seen"]);
  expect(bare('<a class="app-link" href="/app/" aria-label={t("Fine")}>EventHub</a>')).toEqual([]);
});

test.each(FILES)("%s says nothing past t()", (path) => {
  expect(bare(readFileSync(fileURLToPath(new URL(path, import.meta.url)), "utf8"))).toEqual([]);
});
