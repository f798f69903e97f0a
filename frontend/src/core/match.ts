/** Taking addresses apart. Pure. */

/** `match("/app/e/:organizer/:event", path)` gives the named parts, or null. A final `*` takes the rest. */
export function match(pattern: string, path: string): Record<string, string> | null {
  const wanted = pattern.split("/").filter(Boolean);
  const given = path.split("/").filter(Boolean);
  const open = wanted.at(-1) === "*";
  if (open ? given.length < wanted.length - 1 : given.length !== wanted.length) return null;
  const parts: Record<string, string> = {};
  for (const [index, want] of wanted.entries()) {
    if (want === "*") parts["rest"] = given.slice(index).join("/");
    else if (want.startsWith(":")) parts[want.slice(1)] = decodeURIComponent(given[index] ?? "");
    else if (want !== given[index]) return null;
  }
  return parts;
}
