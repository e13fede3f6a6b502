/** What can go wrong while clusters are rendered: its part of the catalogue of errors. */

import { exitCodes } from "../exit-codes";
import type { CatalogueEntry } from "../exit-codes";

/** The entries, by code. */
export const fleetErrors = {
  "render-input-invalid": {
    title: "A cluster cannot be rendered from what was given.",
    exitCode: exitCodes.badInput,
    fix: "Correct what is listed; `./plinth help render` shows the options, values.example.yaml of the provider every value.",
  },
  "render-output-foreign": {
    title: "The output folder holds files that Plinth did not write.",
    exitCode: exitCodes.badInput,
    fix: "Move the listed files away, or render to another folder with `--out`.",
  },
  "render-output-unwritable": {
    title: "The output folder cannot be written.",
    exitCode: exitCodes.machine,
    fix: "Make the folder writable, or render to another one with `--out`.",
  },
  "render-folder-invalid": {
    title: "A folder is no cluster that this version of Plinth rendered.",
    exitCode: exitCodes.badInput,
    fix: "Give the folder that `./plinth render up` wrote, such as out/<name>; render it again where its lock is lost or of another format.",
  },
  "render-schemas-invalid": {
    title: "A folder of JSON schemas cannot be used.",
    exitCode: exitCodes.badInput,
    fix: "Give --schemas a folder with `_k8s/v<version>-standalone-strict/` and `<group>/<kind>_<version>.json`, as kubeconform reads them.",
  },
  "render-template-invalid": {
    title: "A template of a cluster is wrong.",
    exitCode: exitCodes.failed,
    fix: "Correct the template at the line given.",
  },
} as const satisfies Record<string, CatalogueEntry>;
