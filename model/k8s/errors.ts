/** What can go wrong with a cluster that is reached by a kubeconfig: its part of the catalogue of errors. */

import { exitCodes } from "../exit-codes";
import type { CatalogueEntry } from "../exit-codes";

/** The entries, by code. */
export const kubernetesErrors = {
  "kubeconfig-invalid": {
    title: "The kubeconfig cannot be used.",
    exitCode: exitCodes.badInput,
    fix: "Set `plinth:kubeconfig` to a kubeconfig and `plinth:context` to one of its contexts; `kubectl config get-contexts` lists them.",
  },
  "cluster-unreachable": {
    title: "The API server of the cluster does not answer.",
    exitCode: exitCodes.machine,
    fix: "Bring the cluster up, or set `plinth:kubeconfig` and `plinth:context` to one that answers.",
  },
} as const satisfies Record<string, CatalogueEntry>;
