/** Times of schedules, as Kubernetes and Velero write them: five fields of cron, in UTC. */

/** One field: what its numbers are. */
interface FieldRange {
  readonly from: number;
  readonly to: number;
  /** Names for the numbers, beginning with the lowest. @default none */
  readonly names?: readonly string[];
}

const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const DAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

/**
 * Minute, hour, day of the month, month, day of the week.
 *
 * @see https://pkg.go.dev/github.com/robfig/cron/v3#ParseStandard Sunday is 0 there, and never 7
 */
const RANGES: readonly FieldRange[] = [
  { from: 0, to: 59 },
  { from: 0, to: 23 },
  { from: 1, to: 31 },
  { from: 1, to: 12, names: MONTHS },
  { from: 0, to: 6, names: DAYS },
];

/** When a schedule runs. */
export interface Cron {
  readonly minutes: ReadonlySet<number>;
  readonly hours: ReadonlySet<number>;
  readonly days: ReadonlySet<number>;
  readonly months: ReadonlySet<number>;
  readonly weekdays: ReadonlySet<number>;
  /** Whether one of the two fields of days is enough: so it is where both say something. */
  readonly eitherDay: boolean;
}

/** A schedule, or `undefined` for a text that is none. */
export function parseCron(text: string): Cron | undefined {
  const fields = text.trim().split(/\s+/);
  if (fields.length !== RANGES.length) return undefined;
  const sets = fields.flatMap((field, index) => {
    const range = RANGES[index];
    return (range && numbersOf(field.toLowerCase(), range)) ?? [];
  });
  const [minutes, hours, days, months, weekdays] = sets;
  if (!minutes || !hours || !days || !months || !weekdays) return undefined;
  const isOpen = (field = ""): boolean => field.startsWith("*");
  return { minutes, hours, days, months, weekdays, eitherDay: !isOpen(fields[2]) && !isOpen(fields[4]) };
}

/** The numbers of one field: `*`, `7`, `1-5`, each with a step, and lists of these. */
function numbersOf(field: string, range: FieldRange): ReadonlySet<number> | undefined {
  const numbers = new Set<number>();
  for (const part of field.split(",")) {
    const [, all, first, last, step] =
      /^(?:(\*)|([a-z]+|\d+)(?:-([a-z]+|\d+))?)(?:\/(\d+))?$/.exec(part) ?? [];
    if (all === undefined && first === undefined) return undefined;
    const from = first === undefined ? range.from : numberOf(first, range);
    // A step without an end goes on to the field's last number.
    const open = last === undefined && (all !== undefined || step !== undefined);
    const to = open ? range.to : last === undefined ? from : numberOf(last, range);
    const by = Number(step ?? 1);
    if (from === undefined || to === undefined || from > to || by < 1) return undefined;
    for (let number = from; number <= to; number += by) numbers.add(number);
  }
  return numbers;
}

function numberOf(word: string, { from, to, names = [] }: FieldRange): number | undefined {
  const named = names.indexOf(word);
  const number = named >= 0 ? from + named : Number(word);
  return Number.isInteger(number) && number >= from && number <= to ? number : undefined;
}

/** Days after which the calendar repeats its leap years and, but for a century, its weekdays. */
const CALENDAR_DAYS = 28 * 366;
const DAY_MINUTES = 24 * 60;

/** Longest time between two runs in minutes; `Infinity` for a schedule that never runs, such as one of 30 February. */
export function longestGapMinutes(cron: Cron): number {
  const times = [...cron.hours]
    .flatMap((hour) => [...cron.minutes].map((minute) => hour * 60 + minute))
    .sort((one, other) => one - other);
  const within = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  const [first = 0] = times;
  let longest = Math.max(0, ...within);
  let last: number | undefined;
  for (let day = 0; day < CALENDAR_DAYS; day++) {
    if (!runsOn(cron, new Date(Date.UTC(2000, 0, 1 + day)))) continue;
    if (last !== undefined)
      longest = Math.max(longest, (day - last) * DAY_MINUTES - (times.at(-1) ?? 0) + first);
    last = day;
  }
  return last === undefined ? Infinity : longest;
}

function runsOn({ days, months, weekdays, eitherDay }: Cron, date: Date): boolean {
  if (!months.has(date.getUTCMonth() + 1)) return false;
  const day = days.has(date.getUTCDate());
  const weekday = weekdays.has(date.getUTCDay());
  return eitherDay ? day || weekday : day && weekday;
}
