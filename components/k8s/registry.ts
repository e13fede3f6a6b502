/** The one list of add-ons; each is a file of `addons/`. */

import type { AddonEntry } from "./addon";
import { CertManager } from "./addons/cert-manager";
import { ExternalSecrets } from "./addons/external-secrets";

/** Every add-on by its id, which is the name of its file. What comes first in the list depends on nothing after it. */
export const addons: Readonly<Record<string, AddonEntry>> = {
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
