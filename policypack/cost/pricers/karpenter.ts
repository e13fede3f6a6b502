/** Pools of Karpenter: no node at rest, and at most as many as their limits allow. */

import type { Property } from "../../lib/property";
import { allKnown, gap, join, numberAt, textAt, textsAt, whenKnown } from "../quote";
import type { Known, Pricer } from "../quote";
import { vcpusOf } from "../vcpus";
import { nodesQuote } from "./nodes";

/** Prices a NodePool. */
export const nodePool: Pricer = ({ properties }, context) => {
  const requirements = properties.at("spec.template.spec.requirements");
  const types = valuesOf(requirements, "node.kubernetes.io/instance-type");
  const capacity = valuesOf(requirements, "karpenter.sh/capacity-type");
  const most = mostAt(properties.at("spec.limits"));
  return whenKnown<[readonly string[], readonly string[], Most]>(
    [types, capacity, most],
    (names, capacities, mostOf) => {
      if (names.length === 0) return gap("unseen", "it names no instance types, so that Karpenter takes any");
      const sizes = names.map((name) => [name, vcpusOf(name)] as const);
      const odd = sizes.filter(([, vcpus]) => vcpus === undefined).map(([name]) => name);
      const known = sizes.flatMap(([name, vcpus]) => (vcpus === undefined ? [] : [[name, vcpus] as const]));
      const spotShare = capacities.includes("spot") ? 1 : 0;
      const quotes = known.map(([name, vcpus]) =>
        nodesQuote({ types: [name], spotShare, fewest: 0, most: mostOf(vcpus) }, unseenVolumes, context),
      );
      const dearest = quotes.toSorted((one, other) => maxOf(other) - maxOf(one))[0];
      const gaps = odd.map((name) => gap("no-price", `nobody knows how many processors ${name} has`));
      return join(...(dearest === undefined ? [] : [dearest]), ...gaps);
    },
  );
};

const unseenVolumes = gap("unseen", "the volumes of its nodes are those of its node class");

function maxOf({ parts }: ReturnType<Pricer>): number {
  return parts.reduce((total, { monthlyUsd }) => total + monthlyUsd.onDemandMax, 0);
}

/** The values that a pool's requirement of a key takes; none where it has no such requirement. */
function valuesOf(requirements: Property, key: string): Known<readonly string[]> {
  const values = requirements.items().map((requirement): Known<readonly string[]> => {
    const name = textAt(requirement.child("key"));
    const operator = textAt(requirement.child("operator"));
    if ("unknown" in name) return name;
    if (name.value !== key) return { value: [] };
    if ("unknown" in operator) return operator;
    return operator.value === "In" ? textsAt(requirement.child("values")) : { value: [] };
  });
  const all = allKnown(values);
  return "unknown" in all ? all : { value: all.value.flat() };
}

/** Most nodes with so many processors each. */
type Most = (vcpus: number) => number;

/** What the limits allow: a number of nodes, of processors, or the smaller of both. One of the two must be there. */
function mostAt(limits: Property): Known<Most> {
  const [nodes, cpu] = [limits.at("nodes"), limits.at("cpu")];
  const counted = nodes.state === "absent" ? { value: Infinity } : coresAt(nodes);
  if ("unknown" in counted) return counted;
  if (cpu.state === "absent" && counted.value !== Infinity) return { value: () => counted.value };
  const cores = coresAt(cpu);
  if ("unknown" in cores) return cores;
  return { value: (vcpus) => Math.min(counted.value, Math.floor(cores.value / vcpus)) };
}

/** A quantity of processors as Kubernetes writes it: `100`, `1500m`. */
function coresAt(property: Property): Known<number> {
  const plain = numberAt(property);
  if ("value" in plain) return plain;
  const text = textAt(property);
  const milli = "value" in text ? /^(\d+)m$/.exec(text.value)?.[1] : undefined;
  return milli === undefined ? plain : { value: Number(milli) / 1000 };
}

/** Its type in each version of the API. */
export const nodePoolType = /^kubernetes:karpenter\.sh\/[^:]+:NodePool$/;
