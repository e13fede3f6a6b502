import * as pulumi from "@pulumi/pulumi";
import type { ConformantFacts, EksFacts } from "../../components/k8s/addon";
import type { WorkloadId } from "../../model/eks/workload-ids";
import { eksConfig, routerNeeds } from "./configs";
import { scope, tags } from "./eks-scope";

/** A cluster that the platform knows nothing of. */
export const conformant: ConformantFacts = { kind: "conformant", registry: routerNeeds.registry };

/** A cluster on AWS whose workloads named have their role by an annotation. */
export function onEks(irsaWorkloads: readonly WorkloadId[] = []): EksFacts {
  const roles = irsaWorkloads.map((id) => [id, `arn:aws:iam::123456789012:role/plinth-${id}`]);
  const workloadRoles = pulumi.output(Object.fromEntries(roles) as Readonly<Record<string, string>>);
  const pools = eksConfig();
  const { kubernetesVersion } = pools;
  const database = {
    address: "plinth-postgres.abcdefghijkl.eu-central-1.rds.amazonaws.com",
    port: 5432,
    secretArn: "arn:aws:secretsmanager:eu-central-1:123456789012:secret:rds!db-1234",
    databases: ["prefect", "mlflow", "router"],
  };
  const cache = { address: "master.plinth-cache.abcdef.euc1.cache.amazonaws.com", port: 6379 };
  return {
    kind: "eks",
    scope,
    vpcId: "vpc-0123456789abcdef0",
    pools,
    kubernetesVersion,
    irsaWorkloads,
    workloadRoles,
    database,
    cache,
  };
}

/** A cluster on AWS whose nodes Karpenter makes, with pools and other settings of the config. */
export function onKarpenter(keys: object = {}, irsaWorkloads: readonly WorkloadId[] = []): EksFacts {
  const pools = eksConfig({ autoscaler: "karpenter", ...keys });
  const karpenter = {
    instanceProfile: "plinth-eu-central-1-node",
    interruptionQueue: "plinth-interruptions",
    tags,
    isolated: pools.internetEgress === undefined,
  };
  return { ...onEks(irsaWorkloads), pools, karpenter };
}
