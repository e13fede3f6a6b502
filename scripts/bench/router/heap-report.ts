/**
 * Runs inside of the router (`node --import heap-report.ts`), where its memory is measured: on SIGUSR2 it collects
 * garbage and writes what is left, in bytes, to the file that HEAP_REPORT names.
 */

import { renameSync, writeFileSync } from "node:fs";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;
const file = process.env["HEAP_REPORT"] ?? "";

process.on("SIGUSR2", () => {
  collect();
  // Whole, or not there.
  writeFileSync(`${file}.new`, String(process.memoryUsage().heapUsed));
  renameSync(`${file}.new`, file);
});
