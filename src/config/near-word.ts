/** The word that `word` was most likely meant to be: two letters or a third of it may be wrong, and the case does not count. */
export function nearWord(word: string, words: readonly string[]): string | undefined {
  const short = word.slice(0, 64).toLowerCase();
  const ranked = words
    .map((each) => ({ each, edits: editDistance(short, each.toLowerCase()) }))
    .sort((one, other) => one.edits - other.edits);
  const best = ranked[0];
  if (best === undefined) return undefined;
  const { length } = best.each;
  return best.edits <= Math.max(length > 3 ? 2 : 1, Math.floor(length / 3)) ? best.each : undefined;
}

/** Levenshtein's: insertions, deletions and substitutions. */
function editDistance(from: string, to: string): number {
  let previous = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (const [row, letter] of Array.from(from).entries()) {
    const current = [row + 1];
    for (const [column, other] of Array.from(to).entries()) {
      const replaced = (previous[column] ?? 0) + (letter === other ? 0 : 1);
      current.push(Math.min(replaced, (previous[column + 1] ?? 0) + 1, (current[column] ?? 0) + 1));
    }
    previous = current;
  }
  return previous.at(-1) ?? 0;
}
