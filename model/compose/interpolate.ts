/** Variables in a compose file's values, by the rules of Compose. */

/** Values of variables, by name. */
export type Variables = Readonly<Record<string, string>>;

/** A value whose variables cannot be filled in. The message is the rest of a sentence that begins with the value's path. */
export class InterpolationError extends Error {
  override readonly name = "InterpolationError";
}

const NAME = /^[A-Za-z_][A-Za-z0-9_]*/;
const OPERATOR = /^:?[-?+]/;

/** The filled-in text, and the names of the variables that it uses and that have no value. */
export interface Interpolated {
  readonly text: string;
  readonly unset: readonly string[];
}

/**
 * Fills in `$V`, `${V}`, `${V:-default}`, `${V-default}`, `${V:?message}`, `${V?message}`, `${V:+other}` and
 * `${V+other}`; `$$` stands for a dollar sign. What follows an operator may hold variables too. A colon makes an
 * empty value count as none. A variable without value and without operator becomes empty, as in Compose.
 *
 * Rules: https://docs.docker.com/reference/compose-file/interpolation/
 *
 * @throws InterpolationError where the syntax is wrong, or a required variable has no value.
 */
export function interpolate(template: string, variables: Variables): Interpolated {
  const unset: string[] = [];
  const { text } = readText(template, 0, { variables, unset, inBraces: false });
  return { text, unset };
}

interface Scope {
  readonly variables: Variables;
  /** Collects the variables without value. */
  readonly unset: string[];
  /** Whether a closing brace ends the text. */
  readonly inBraces: boolean;
}

interface Read {
  readonly text: string;
  /** Index of the first character that was not read. */
  readonly end: number;
}

function readText(template: string, start: number, scope: Scope): Read {
  let text = "";
  let index = start;
  while (index < template.length) {
    const character = template.charAt(index);
    if (scope.inBraces && character === "}") break;
    if (character !== "$") {
      text += character;
      index++;
      continue;
    }
    const dollar = readDollar(template, index + 1, scope);
    text += dollar.text;
    index = dollar.end;
  }
  return { text, end: index };
}

/** Reads what follows a dollar sign. */
function readDollar(template: string, index: number, scope: Scope): Read {
  const next = template.charAt(index);
  if (next === "$") return { text: "$", end: index + 1 };
  if (next === "{") return readBraced(template, index + 1, scope);
  const name = NAME.exec(template.slice(index))?.[0];
  if (name === undefined) {
    throw new InterpolationError(
      "has a dollar sign that no variable's name follows; write $$ where a dollar sign is meant",
    );
  }
  return { text: plainValue(name, scope), end: index + name.length };
}

/** Reads what follows the opening brace of `${`. */
function readBraced(template: string, index: number, scope: Scope): Read {
  const name = NAME.exec(template.slice(index))?.[0];
  if (name === undefined) {
    throw new InterpolationError(
      "has ${ without a variable's name after it; write $$ where a dollar sign is meant",
    );
  }
  const afterName = index + name.length;
  const operator = OPERATOR.exec(template.slice(afterName))?.[0] ?? "";
  // The part that is not used is read as well, for its end; what it lacks does not count.
  const used = usesWord(operator, name, scope.variables);
  const variables = used ? scope.variables : anyVariables;
  const word = readText(template, afterName + operator.length, {
    variables,
    unset: used ? scope.unset : [],
    inBraces: true,
  });
  const plain = operator === "" && word.end !== afterName;
  if (template.charAt(word.end) !== "}" || plain) {
    throw new InterpolationError(
      `has \${${name} that is not closed or goes on with something else than } :- - :? ? :+ or +`,
    );
  }
  const end = word.end + 1;
  if (operator === "") return { text: plainValue(name, scope), end };
  if (operator.endsWith("?") && used) {
    const message = word.text === "" ? "" : `: ${word.text}`;
    throw new InterpolationError(`needs the variable ${name}, which has no value${message}`);
  }
  const otherwise = operator.endsWith("+") ? "" : (scope.variables[name] ?? "");
  return { text: used ? word.text : otherwise, end };
}

/** Whether what follows the operator is used: as default, as other value, or as the message of an error. */
function usesWord(operator: string, name: string, variables: Variables): boolean {
  const value = variables[name];
  const given = operator.startsWith(":") ? value !== undefined && value !== "" : value !== undefined;
  return operator.endsWith("+") ? given : !given;
}

function plainValue(name: string, { variables, unset }: Scope): string {
  const value = variables[name];
  if (value === undefined) unset.push(name);
  return value ?? "";
}

/** Has some value for every name, so that no required variable is missing where the text is not used. */
const anyVariables: Variables = new Proxy<Record<string, string>>({}, { get: () => "x" });
