import * as pulumi from "@pulumi/pulumi";
import type { ConformantFacts, EksFacts } from "../../components/k8s/addon";
import type { WorkloadId } from "../../model/eks/workload-ids";
import { eksConfig, routerNeeds } from "./configs";
import { scope } from "./eks-scope";

/** A cluster that the platform knows nothing of. */
export const conformant: ConformantFacts = { kind: "conformant", registry: routerNeeds.registry };

/** A cluster on AWS whose workloads named have their role by an annotation. */
export function onEks(irsaWorkloads: readonly WorkloadId[] = []): EksFacts {
  const roles = irsaWorkloads.map((id) => [id, `arn:aws:iam::123456789012:role/plinth-${id}`]);
  const workloadRoles = pulumi.output(Object.fromEntries(roles) as Readonly<Record<string, string>>);
  return { kind: "eks", scope, pools: eksConfig(), irsaWorkloads, workloadRoles };
}
