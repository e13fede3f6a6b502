/** Variables of the environment for the time of a test. */

/** Does the work with the variables set, and sets what was there before again; `undefined` takes a variable away. */
export async function withEnvironment<Value>(
  variables: Readonly<Record<string, string | undefined>>,
  work: () => Promise<Value>,
): Promise<Value> {
  const before = Object.fromEntries(Object.keys(variables).map((name) => [name, process.env[name]]));
  set(variables);
  try {
    return await work();
  } finally {
    set(before);
  }
}

function set(variables: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
