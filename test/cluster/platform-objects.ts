/** What a stack of the target `kubernetes` registers on its cluster, as objects that can be applied. */

import { Services } from "../../components/k8s/services";
import { recipeIds } from "../../model/fleet/recipes";
import { conformant } from "../helpers/clusters";
import { backupNeeds, kubernetesConfig, routerNeeds, ssoNeeds } from "../helpers/configs";
import { Registrations } from "../helpers/registrations";
import type { KubernetesObject } from "./control-plane/cluster";

/** Types that are not objects themselves: Helm and Kustomize make objects of them. */
const packages = new Set(["kubernetes:helm.sh/v3:Release", "kubernetes:yaml/v2:ConfigGroup"]);

/** Kinds that others need, first. */
const first = ["Namespace", "PriorityClass", "ResourceQuota", "LimitRange", "ServiceAccount"];

/** Objects in an order in which they can be applied. */
export function inOrder(objects: readonly KubernetesObject[]): KubernetesObject[] {
  const rank = ({ kind }: KubernetesObject): number => (first.indexOf(kind) + first.length) % first.length;
  const isFirst = (object: KubernetesObject): boolean => first.includes(object.kind);
  return [
    ...objects.filter(isFirst).sort((one, other) => rank(one) - rank(other)),
    ...objects.filter((object) => !isFirst(object)),
  ];
}

/** Settings of a stack with every recipe and a model, which is the router's upstream. */
export function platformSettings(keys: object = {}): Readonly<Record<string, unknown>> {
  const llm = { model: "Qwen/Qwen3-8B", replicas: 2 };
  const { registry } = routerNeeds;
  return { recipes: [...recipeIds], llm, registry, ...ssoNeeds, ...backupNeeds, ...keys };
}

/** What such a stack registers. */
export async function platformRegistrations(keys: object = {}): Promise<Registrations> {
  const registered = new Registrations();
  await registered.start({ stack: "test", preview: true });
  const config = kubernetesConfig({ ...platformSettings(keys), router: undefined });
  new Services("platform", { config, cluster: conformant });
  await registered.settled();
  return registered;
}

/** The objects of such a stack, as far as Pulumi itself makes them: no chart is in them. */
export async function platformObjects(keys: object = {}): Promise<KubernetesObject[]> {
  return objectsOf(await platformRegistrations(keys));
}

/** The objects among registrations, in an order in which they can be applied. */
export function objectsOf(registered: Registrations): KubernetesObject[] {
  const made = registered.all().filter(({ type }) => type.startsWith("kubernetes:") && !packages.has(type));
  return inOrder(made.map(({ inputs }) => structuredClone(inputs) as unknown as KubernetesObject));
}
