/** Objects of kinds that Kubernetes itself does not know, as resources of the stack: `<name>-<part>` for each part. */

import { CustomResource } from "@pulumi/kubernetes/apiextensions/customResource";
import type { CustomResourceOptions, Resource } from "@pulumi/pulumi";
import type { SpecifiedObject } from "../../model/k8s/objects";

/** The objects by the part of the resource's name that is theirs. */
export type ObjectsByPart = Readonly<Record<string, SpecifiedObject>>;

/** Options of every one of the resources. */
interface Options {
  readonly parent: Resource;
  /** What is there before them. @default none */
  readonly dependsOn?: readonly Resource[];
}

/** Makes them at once. */
export function createCustomResources(
  name: string,
  objects: ObjectsByPart,
  options: Options,
): CustomResource[] {
  return Object.entries(objects).map(([part, object]) => create(`${name}-${part}`, object, options));
}

/** Makes each of them after all before it. */
export function createInTurn(name: string, objects: ObjectsByPart, options: Options): CustomResource[] {
  const made: CustomResource[] = [];
  for (const [part, object] of Object.entries(objects)) {
    const dependsOn = [...(options.dependsOn ?? []), ...made];
    made.push(create(`${name}-${part}`, object, { ...options, dependsOn }));
  }
  return made;
}

/** The object is copied, because Pulumi changes what it is given. */
function create(name: string, object: SpecifiedObject, { parent, dependsOn = [] }: Options): CustomResource {
  const options: CustomResourceOptions = { parent, dependsOn: [...dependsOn] };
  return new CustomResource(name, structuredClone(object), options);
}
