import * as pulumi from "@pulumi/pulumi";
import type { ConformantFacts, EksFacts } from "../../components/k8s/addon";
import { repositoryIds } from "../../model/eks/scope";
import type { RepositoryId } from "../../model/eks/scope";
import type { WorkloadId } from "../../model/eks/workload-ids";
import { eksConfig, routerNeeds } from "./configs";
import { scope } from "./eks-scope";

/** A cluster that the platform knows nothing of. */
export const conformant: ConformantFacts = { kind: "conformant", registry: routerNeeds.registry };

/** A cluster on AWS whose workloads named have their role by an annotation. */
export function onEks(irsaWorkloads: readonly WorkloadId[] = []): EksFacts {
  const roles = irsaWorkloads.map((id) => [id, `arn:aws:iam::123456789012:role/plinth-${id}`]);
  const workloadRoles = pulumi.output(Object.fromEntries(roles) as Readonly<Record<string, string>>);
  const repository = (id: string) => [id, `123456789012.dkr.ecr.eu-central-1.amazonaws.com/plinth/${id}`];
  const repositories = pulumi.output(
    Object.fromEntries(repositoryIds.map(repository)) as Record<RepositoryId, string>,
  );
  return { kind: "eks", scope, pools: eksConfig(), irsaWorkloads, workloadRoles, repositories };
}
