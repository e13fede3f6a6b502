/**
 * Builds the programs of the control plane where they are missing, for the part `cluster` of `./plinth test`.
 *
 * It exits as `plinth` does: where this machine cannot build them, the last line says why.
 */

import { exitCodes } from "../../../model/errors";
import { installPrograms } from "./install";

const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort(new Error("interrupted")));

installPrograms({ write: (line) => console.log(line), signal: interrupted.signal }).then(
  (programs) => {
    if (!("missing" in programs)) return;
    console.log(programs.missing);
    process.exitCode = exitCodes.machine;
  },
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : String(error));
    process.exitCode = exitCodes.failed;
  },
);
