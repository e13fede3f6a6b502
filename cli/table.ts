/** Tables of plain text. */

import { stripVTControlCharacters } from "node:util";

const gap = "  ";

/** Aligns rows into columns, each as wide as its widest cell; colours in a cell do not count. */
export function formatTable(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows)
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)))
      .join(gap)
      .trimEnd(),
  );
  return lines.join("\n");
}

function widthOf(cell: string): number {
  return stripVTControlCharacters(cell).length;
}
