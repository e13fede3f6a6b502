/** Options whose values are more than words. */

import { InvalidArgumentError, Option } from "commander";
import { parseDurationSeconds } from "../model/units";

/** An option that takes a whole number of at least `minimum`. */
export function wholeNumberOption(flags: string, description: string, minimum: number): Option {
  return new Option(flags, description).argParser((text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < minimum)
      throw new InvalidArgumentError(`It must be a whole number of at least ${minimum}.`);
    return value;
  });
}

/** An option that may be given more than once; its values are kept in their order. */
export function repeatableOption(flags: string, description: string, choices?: readonly string[]): Option {
  const option = new Option(flags, description);
  const check = choices === undefined ? undefined : option.choices(choices).parseArg;
  return option.argParser<readonly string[]>((value, before = []) => {
    check?.(value, undefined);
    return [...before, value];
  });
}

/** Seconds in a day. */
const DAY = 86_400;

/** An option that takes a span of time with its unit, such as `30d`, `12h` or `1h30m`; its value is in seconds. */
export function spanOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    const days = /^(\d{1,6})d$/.exec(text)?.[1];
    if (days !== undefined) return Number(days) * DAY;
    try {
      return parseDurationSeconds(text);
    } catch {
      throw new InvalidArgumentError("It must be a span of time with its unit, such as 30d, 12h or 1h30m.");
    }
  });
}

/** An option that takes an amount above zero. */
export function amountOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    const value = Number(text);
    if (!/^\d+(\.\d+)?$/.test(text) || value <= 0)
      throw new InvalidArgumentError("It must be a number above 0, such as 5 or 2.50.");
    return value;
  });
}

/** An option that takes words, separated by commas. */
export function listOption(flags: string, description: string): Option {
  return new Option(flags, description).argParser((text) => {
    const words = text.split(",").map((word) => word.trim());
    if (words.includes(""))
      throw new InvalidArgumentError("It must be names separated by commas, none of them empty.");
    return words;
  });
}

/** An option that takes a duration in seconds. */
export function secondsOption(flags: string, description: string, standard: number): Option {
  return wholeNumberOption(flags, description, 1).default(standard);
}
