import type { BudgetPeriod } from "../keys/key.ts";

/** When the period that a moment is in began, and when the next begins; milliseconds since 1970, null for never. */
export function periodAt(
  period: BudgetPeriod,
  now: number,
): { readonly start: number; readonly end: number | null } {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  switch (period) {
    case "day":
      return { start: Date.UTC(year, month, day), end: Date.UTC(year, month, day + 1) };
    case "month":
      return { start: Date.UTC(year, month, 1), end: Date.UTC(year, month + 1, 1) };
    case "total":
      return { start: 0, end: null };
  }
}
