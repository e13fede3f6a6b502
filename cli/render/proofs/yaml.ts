/** Every file with a name of YAML is YAML, and each of its documents is a Kubernetes object. */

import type { Proof } from "./objects";

/** What could not be read. */
export const proveYaml: Proof = ({ problems }) => problems;
