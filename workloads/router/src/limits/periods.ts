import type { BudgetPeriod } from "../keys/key.ts";

/** Milliseconds since 1970; a period that never ends has null. */
interface Period {
  readonly start: number;
  readonly end: number | null;
}

/** The periods that were asked for last: calendars cost more than all else that a request's budget needs. */
const last: Partial<Record<BudgetPeriod, Period>> = {};

/** When the period that a moment is in began, and when the next begins. @param now milliseconds since 1970 */
export function periodAt(period: BudgetPeriod, now: number): Period {
  const known = last[period];
  if (known !== undefined && now >= known.start && (known.end === null || now < known.end)) return known;
  return (last[period] = newPeriod(period, now));
}

function newPeriod(period: BudgetPeriod, now: number): Period {
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
