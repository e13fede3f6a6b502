/** The lines in which two texts differ, with a few around them. */

/** Lines shown before and after each change. */
const CONTEXT = 2;

/**
 * What turns one text into another, as the lines of a `diff` code block; where lines are left out stands `…`.
 */
export function difference(before: string, after: string): string {
  const lines = edits(before.split("\n"), after.split("\n"));
  const changed = lines.flatMap((line, i) => (line.startsWith(" ") ? [] : [i]));
  const shown = lines.map((_, i) => changed.some((at) => Math.abs(at - i) <= CONTEXT));
  return lines
    .flatMap((line, i) => (shown[i] === true ? [line.trimEnd()] : shown[i - 1] === true ? ["…"] : []))
    .filter((line, i, all) => line !== "…" || i < all.length - 1)
    .join("\n");
}

/** Every line of both texts with its mark, along their longest common subsequence. */
function edits(before: readonly string[], after: readonly string[]): string[] {
  const common = commonLengths(before, after);
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < before.length || j < after.length) {
    if (i < before.length && before[i] === after[j]) {
      lines.push(`  ${before[i] ?? ""}`);
      [i, j] = [i + 1, j + 1];
    } else if (i < before.length && lengthAt(common, i + 1, j) >= lengthAt(common, i, j + 1)) {
      lines.push(`- ${before[i++] ?? ""}`);
    } else if (j < after.length) {
      lines.push(`+ ${after[j++] ?? ""}`);
    } else {
      lines.push(`- ${before[i++] ?? ""}`);
    }
  }
  return lines;
}

function lengthAt(common: readonly (readonly number[])[], i: number, j: number): number {
  return common[i]?.[j] ?? 0;
}

/** Length of the longest common subsequence of what follows each pair of lines. */
function commonLengths(before: readonly string[], after: readonly string[]): number[][] {
  const table = before.map(() => after.map(() => 0));
  for (let i = before.length - 1; i >= 0; i--) {
    for (let j = after.length - 1; j >= 0; j--) {
      const row = table[i];
      if (row === undefined) continue;
      row[j] =
        before[i] === after[j]
          ? lengthAt(table, i + 1, j + 1) + 1
          : Math.max(lengthAt(table, i + 1, j), lengthAt(table, i, j + 1));
    }
  }
  return table;
}
