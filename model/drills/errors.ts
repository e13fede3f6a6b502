/** What can go wrong with a drill: its part of the catalogue of errors. */

import { exitCodes } from "../exit-codes";
import type { CatalogueEntry } from "../exit-codes";

/** The entries, by code. */
export const drillErrors = {
  "kubectl-missing": {
    title: "There is no kubectl on PATH.",
    exitCode: exitCodes.machine,
    fix: "Install kubectl in a version next to the cluster's, and put it on PATH.",
  },
  "drill-refused": {
    title: "A drill cannot begin.",
    exitCode: exitCodes.badInput,
    fix: "Put right what is named; nothing was made or changed.",
  },
  "drill-failed": {
    title: "A drill came to no answer.",
    exitCode: exitCodes.failed,
    fix: "Read what the cluster says; what the drill had made is cleaned up as far as it could be.",
  },
} as const satisfies Record<string, CatalogueEntry>;
