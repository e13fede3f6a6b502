/** Pulumi's engine, loaded when it is needed: its libraries take half a second. */

import type * as PulumiEngine from "../pulumi/engine";

/** The engine's operations. */
export function pulumiEngine(): typeof PulumiEngine {
  // tsx translates modules that are required; a native `import()` would bypass it.
  return module.require("../pulumi/engine") as typeof PulumiEngine;
}
