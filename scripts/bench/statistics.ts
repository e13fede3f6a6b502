/** Median of numbers; of an even count the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2;
}

/** `median (minimum–maximum)` with two decimals. */
export function summary(values: readonly number[]): string {
  const shown = [median(values), Math.min(...values), Math.max(...values)].map((value) => value.toFixed(2));
  return `${shown[0]} (${shown[1]}–${shown[2]})`;
}
