/** What a rule has to say about one property of one resource. */

import type { Property } from "./property";
import type { Truth } from "./truth";

/** One finding. No finding quotes a value: it may be a secret, which policies receive in plain text. */
export interface Finding {
  /** Path of the property from the resource's inputs; empty for the resource as a whole. */
  readonly path: string;
  /** A sentence: what must be, and why. */
  readonly message: string;
  /** True where the rule could not decide, because a value is not known yet or is of the wrong type. */
  readonly undecided: boolean;
}

/**
 * Nothing where the statement holds, a finding where it does not, and a finding that says so where nobody can know.
 *
 * @param property what the statement is about.
 * @param message what must be, beginning after the property's name, as "must be `true`: …".
 */
export function demand(truth: Truth, property: Property, message: string): Finding[] {
  if (truth === true) return [];
  const { path } = property;
  if (truth === false) return [{ path, message: sentence(path, message), undecided: false }];
  return [{ path, message: `${sentence(path, message)} ${whyUndecided(property)}`, undecided: true }];
}

/** A finding that needs no question: the thing is wrong by being there, or by not being there. */
export function violation(path: string, message: string): Finding {
  return { path, message: sentence(path, message), undecided: false };
}

function sentence(path: string, message: string): string {
  return path === "" ? message : `\`${path}\` ${message}`;
}

function whyUndecided({ state }: Property): string {
  const cause =
    state === "unknown"
      ? "its value is not known before the update"
      : state === "wrong"
        ? "its value is of the wrong type"
        : "a value that decides it is not known before the update or is of the wrong type";
  return `(This cannot be decided: ${cause}. Give a value that is known, or a waiver.)`;
}
