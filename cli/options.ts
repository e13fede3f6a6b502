/** Options whose values are more than words. */

import { InvalidArgumentError, Option } from "commander";

/** An option that takes a whole number of at least `minimum`. */
export function wholeNumberOption(flags: string, description: string, minimum: number): Option {
  return new Option(flags, description).argParser((text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || !Number.isSafeInteger(value) || value < minimum)
      throw new InvalidArgumentError(`It must be a whole number of at least ${minimum}.`);
    return value;
  });
}

/** An option that takes a duration in seconds. */
export function secondsOption(flags: string, description: string, standard: number): Option {
  return wholeNumberOption(flags, description, 1).default(standard);
}
