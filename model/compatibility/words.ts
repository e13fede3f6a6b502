/** Pairs in words, for findings and for the docs. */

import { componentFacts } from "./components";
import type { ComponentName } from "./components";
import type { Pair, Requirement, Step } from "./types";
import { rangeWords } from "./version";

/** Name of the rule that a pair is. */
export function ruleOf({ id }: Pair): string {
  return `compatibility-${id}`;
}

/** What must hold, as one sentence without its full stop. */
export function statement(pair: Pair): string {
  const component = titleOf(pair.component);
  switch (pair.kind) {
    case "requires":
      return pair.steps.map((step) => stepStatement(pair, step)).join("; ");
    case "excludes":
      return `${component} or ${titleOf(pair.other)}${pair.sameSubject === true ? " on the same service account" : ""}, not both`;
    case "same-version":
      return `${component} and ${titleOf(pair.other)} in the same version`;
    case "once":
      return `${component}: one owner, not several`;
    case "never":
      return `No ${component}`;
  }
}

/** What must hold in one step of a requirement. */
export function stepStatement({ component, needs }: Requirement, { versions, needed }: Step): string {
  const which = versions === undefined ? "" : ` ${rangeWords(versions)}`;
  return `${titleOf(component)}${which} needs ${titleOf(needs)} ${rangeWords(needed)}`;
}

/** What a component is called. */
export function titleOf(name: ComponentName): string {
  return componentFacts(name).title;
}
