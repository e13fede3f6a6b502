/** Names are DNS-1123, and no two objects have the same. */

import { groupOf } from "../../../model/fleet/served-apis";
import { textOf, titleOf } from "./objects";
import type { Proof, TreeObject } from "./objects";
import type { Problem } from "./problem";

const label = /^[a-z0-9](?:[-a-z0-9]{0,61}[a-z0-9])?$/;
const subdomain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/;

/** Kinds whose names become labels or host names, so that no dot and no 64th character fits. */
const labelKinds: ReadonlySet<string> = new Set([
  "Cluster",
  "Gateway",
  "MachineDeployment",
  "MachineHealthCheck",
  "Namespace",
  "Service",
  "TalosControlPlane",
]);

/** Kinds of RBAC may have any name that is a part of a path. */
const freeGroup = "rbac.authorization.k8s.io";

/** Names that the API server would refuse, or that one object would take from another. */
export const proveNames: Proof = ({ objects }) => {
  const seen = new Map<string, TreeObject>();
  return objects.flatMap((object) => {
    const problems = [...nameProblems(object)];
    const identity = `${groupOf(textOf(object.value, "apiVersion"))} ${titleOf(object)}`;
    const before = seen.get(identity);
    if (before !== undefined)
      problems.push(
        at(object, "name", `${titleOf(object)} stands in ${before.file} too; one would overwrite the other.`),
      );
    seen.set(identity, object);
    return problems;
  });
};

function* nameProblems(object: TreeObject): Generator<Problem> {
  const { value } = object;
  const [kind, name, namespace] = [
    textOf(value, "kind"),
    textOf(value, "metadata", "name"),
    textOf(value, "metadata", "namespace"),
  ];
  if (groupOf(textOf(value, "apiVersion")) !== freeGroup) {
    if (labelKinds.has(kind) && !label.test(name))
      yield at(object, "name", `The name "${name}" of a ${kind} is no DNS-1123 label: ${labelRule}`);
    else if (name.length > 253 || !subdomain.test(name))
      yield at(object, "name", `The name "${name}" of a ${kind} is no DNS-1123 subdomain: ${subdomainRule}`);
  }
  if (namespace !== "" && !label.test(namespace))
    yield at(object, "namespace", `The namespace "${namespace}" is no DNS-1123 label: ${labelRule}`);
}

const labelRule =
  "at most 63 lower-case letters, digits and '-', beginning and ending with a letter or a digit.";
const subdomainRule =
  "at most 253 lower-case letters, digits, '-' and '.', beginning and ending with a letter or a digit.";

function at(object: TreeObject, key: string, message: string): Problem {
  return { proof: "names", file: object.file, line: object.line(["metadata", key]), message };
}
