/** Finding a page by some letters of its name. Pure. */

export interface Target {
  title: string;
  /** Where it belongs: the module, "Events". */
  group: string;
  url: string;
}

const plain = (text: string): string =>
  text
    .normalize("NFKD")
    .replaceAll(/[\u0300-\u036F]/g, "")
    .toLowerCase();

/** The lower the better; null is no match. Every word must begin a word of the name or its group, or stand in the name. */
function rank(target: Target, words: string[]): number | null {
  const title = plain(target.title);
  const all = `${title} ${plain(target.group)}`.split(/[^\p{L}\p{N}]+/u);
  let found = 0;
  for (const word of words) {
    if (title.startsWith(word)) continue;
    else if (all.some((one) => one.startsWith(word))) found += 1;
    else if (title.includes(word)) found += 2;
    else return null;
  }
  return found;
}

/** The targets that match what was typed, the best first; all of them for nothing typed. */
export function find(targets: Target[], typed: string): Target[] {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return targets
    .flatMap((target, index) => {
      const found = rank(target, words);
      return found === null ? [] : [{ target, found, index }];
    })
    .toSorted((a, b) => a.found - b.found || a.index - b.index)
    .map(({ target }) => target);
}
