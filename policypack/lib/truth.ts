/** Statements about values of which some are not known yet (Kleene's logic of three values). */

/** Whether something holds; `undefined` where a value that decides it is not known, or is of the wrong type. */
export type Truth = boolean | undefined;

/** Holds when every part holds. One part that does not is enough to know that it does not. */
export function all(...parts: readonly Truth[]): Truth {
  if (parts.includes(false)) return false;
  return parts.includes(undefined) ? undefined : true;
}

/** Holds when a part holds. One part that does is enough to know that it does. */
export function any(...parts: readonly Truth[]): Truth {
  if (parts.includes(true)) return true;
  return parts.includes(undefined) ? undefined : false;
}

/** Holds when the part does not. */
export function not(part: Truth): Truth {
  return part === undefined ? undefined : !part;
}

/** As `all`, but each part is asked only where none before it fails: what does not matter is not read. */
export function inTurn(...parts: readonly (() => Truth)[]): Truth {
  let truth: Truth = true;
  for (const part of parts) {
    const answer = part();
    if (answer === false) return false;
    if (answer === undefined) truth = undefined;
  }
  return truth;
}
