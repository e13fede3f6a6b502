/** What can go wrong with the admin API of a router: its part of the catalogue of errors. */

import { exitCodes } from "../exit-codes";
import type { CatalogueEntry } from "../exit-codes";

/** The entries, by code. */
export const routerErrors = {
  "router-unreachable": {
    title: "The router does not answer.",
    exitCode: exitCodes.machine,
    fix: "Bring the stack up with `./plinth up`, or name another router by `--url` and `--admin-key-file`.",
  },
  "router-admin-key": {
    title: "There is no admin key for the router, or the router refuses it.",
    exitCode: exitCodes.badInput,
    fix: "Give the file with the key that the router was started with, by `--admin-key-file`.",
  },
  "router-unknown": {
    title: "The router has no key, model or backend of this name.",
    exitCode: exitCodes.badInput,
    fix: "Run `./plinth keys list` or `./plinth models list` for what there is.",
  },
  "router-conflict": {
    title: "What the router has does not fit with the change.",
    exitCode: exitCodes.badInput,
    fix: "Change what is named first; nothing was changed.",
  },
  "router-refused": {
    title: "The router does not take what was given.",
    exitCode: exitCodes.badInput,
    fix: "Correct what is named; nothing was changed.",
  },
  "router-failed": {
    title: "The router could not do what it was asked to.",
    exitCode: exitCodes.failed,
    fix: "Look at what the router writes, `./plinth logs router` on the laptop, and run the command again.",
  },
} as const satisfies Record<string, CatalogueEntry>;
