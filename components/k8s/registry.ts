/** The one list of add-ons; each is a file of `addons/`. */

import type { AddonContext, AddonEntry, EksFacts } from "./addon";
import { CertManager } from "./addons/cert-manager";
import { ExternalSecrets } from "./addons/external-secrets";
import { Storage } from "./addons/storage";

/** Every add-on by its id, which is the name of its file. What comes first in the list depends on nothing after it. */
export const addons: Readonly<Record<string, AddonEntry>> = {
  storage: {
    recipe: "base",
    dependsOn: [],
    only: "eks",
    create: (name, { cluster }, options) => new Storage(name, { scope: onEks(cluster).scope }, options),
  },
  "cert-manager": {
    recipe: "base",
    dependsOn: [],
    create: (name, _context, options) => new CertManager(name, options),
  },
  "external-secrets": {
    recipe: "base",
    dependsOn: [],
    create: (name, _context, options) => new ExternalSecrets(name, options),
  },
};

/** The facts of a cluster on AWS, for what is for no other. */
function onEks(cluster: AddonContext["cluster"]): EksFacts {
  if (cluster.kind === "eks") return cluster;
  throw new Error(`An add-on for clusters on AWS was asked for on a cluster of the kind ${cluster.kind}.`);
}
