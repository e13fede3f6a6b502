/** The cluster, its add-ons, its nodes, and the roles of what runs on them. */

import * as pulumi from "@pulumi/pulumi";
import { nodeGroupsOf } from "../../model/eks/pools";
import { workloadsOf, identityModeOf } from "../../model/eks/workloads";
import type { WorkloadId } from "../../model/eks/workload-ids";
import { NetworkAddons, NodeAddons } from "./addons";
import { PrivateCluster } from "./cluster";
import { WorkloadRole } from "./identity/workload-role";
import { NodeRole } from "./node-role";
import type { Foundation } from "./platform";
import type { EksOutputInputs } from "./platform-reference";
import { NodePool } from "./pool";

/** The cluster and its nodes, to build upon. */
export interface Compute {
  readonly outputs: ComputeOutputs;
  /** What pods need before they find a place: nodes, and the add-ons that run on them. */
  readonly ready: readonly pulumi.Resource[];
}

type ComputeOutputs = Pick<
  EksOutputInputs,
  | "clusterName"
  | "kubeconfig"
  | "clusterEndpoint"
  | "kubernetesVersion"
  | "oidcIssuer"
  | "pools"
  | "nodeRoleArn"
  | "nodeInstanceProfile"
  | "workloadRoles"
>;

/**
 * Registers the cluster and its nodes.
 *
 * @param roles what must be there before the first node, and gone only after the last.
 */
export function createCompute(
  name: string,
  foundation: Foundation,
  roles: readonly pulumi.Resource[],
): Compute {
  const { config, scope, boundaryArn, parent, tags, drain } = foundation;
  const options = { parent, dependsOn: [drain] };
  const cluster = createCluster(name, foundation);
  const { clusterName } = cluster;
  const version = config.kubernetesVersion;
  const network = new NetworkAddons(name, { scope, version, clusterName, tags, boundaryArn }, options);
  const instanceProfile = config.autoscaler === "karpenter";
  const nodeRole = new NodeRole(name, { scope, boundaryArn, instanceProfile }, { parent });
  const ready = [...foundation.network.ready, ...network.ready, ...nodeRole.ready, ...roles];
  const pools = createPools(name, foundation, cluster, nodeRole, ready);
  const workloads = createWorkloadRoles(name, foundation, cluster);
  const addons = createNodeAddons(name, foundation, cluster, pools, workloads);
  const workloadRoles = Object.fromEntries([...workloads].map(([id, { roleArn }]) => [id, roleArn]));
  const outputs = {
    clusterName,
    kubeconfig: cluster.kubeconfig,
    clusterEndpoint: cluster.endpoint,
    kubernetesVersion: version,
    oidcIssuer: cluster.oidc.issuer.apply((issuer) => `https://${issuer}`),
    pools: [...pools.keys()],
    nodeRoleArn: nodeRole.arn,
    ...(nodeRole.instanceProfileName && { nodeInstanceProfile: nodeRole.instanceProfileName }),
    workloadRoles: pulumi.output(workloadRoles),
  };
  // A pod that comes before the association of its role never gets the role.
  return { outputs, ready: [...pools.values(), ...workloads.values(), addons] };
}

function createCluster(name: string, foundation: Foundation): PrivateCluster {
  const { config, scope, keys, network, boundaryArn, parent, tags, drain } = foundation;
  return new PrivateCluster(
    name,
    {
      scope,
      version: config.kubernetesVersion,
      endpoint: config.endpoint,
      serviceCidr: config.serviceCidr,
      admins: config.admins,
      vpcId: network.vpcId,
      subnetIds: network.privateSubnets.map(({ id }) => id),
      controlPlaneSecurityGroup: network.controlPlaneSecurityGroup,
      secretsKeyArn: keys.arns.cluster,
      logsKeyArn: keys.arns.logs,
      boundaryArn,
      tags,
    },
    { parent, dependsOn: [drain] },
  );
}

function createPools(
  name: string,
  { config, scope, keys, network, tags, parent, drain }: Foundation,
  { clusterName }: PrivateCluster,
  nodeRole: NodeRole,
  ready: readonly pulumi.Resource[],
): ReadonlyMap<string, NodePool> {
  const subnetsOf = (zones: readonly string[]): pulumi.Output<string>[] =>
    network.privateSubnets.filter(({ zone }) => zones.includes(zone)).map(({ id }) => id);
  const pools = nodeGroupsOf(config).map((plan): [string, NodePool] => [
    plan.name,
    new NodePool(
      `${name}-${plan.name}`,
      {
        scope,
        plan,
        clusterName,
        kubernetesVersion: config.kubernetesVersion,
        nodeRoleArn: nodeRole.arn,
        subnetIds: subnetsOf(plan.zones),
        securityGroupIds: [network.nodeSecurityGroupId],
        ebsKeyArn: keys.arns.ebs,
        autoscaler: config.autoscaler,
        tags,
        ready,
      },
      { parent, dependsOn: [drain] },
    ),
  ]);
  return new Map(pools);
}

function createWorkloadRoles(
  name: string,
  { config, scope, boundaryArn, parent }: Foundation,
  { clusterName, oidc }: PrivateCluster,
): ReadonlyMap<WorkloadId, WorkloadRole> {
  const roles = workloadsOf(config).map((workload): [WorkloadId, WorkloadRole] => {
    const mode = identityModeOf(config, workload.id);
    const args = { scope, workload, mode, clusterName, oidc, boundaryArn };
    return [workload.id, new WorkloadRole(`${name}-${workload.id}`, args, { parent })];
  });
  return new Map(roles);
}

/** The add-ons that run on nodes find a place on the pool `system`. */
function createNodeAddons(
  name: string,
  { config, scope, tags, parent, drain }: Foundation,
  { clusterName }: PrivateCluster,
  pools: ReadonlyMap<string, NodePool>,
  workloads: ReadonlyMap<WorkloadId, WorkloadRole>,
): NodeAddons {
  const ebsCsi = required(workloads, "ebs-csi");
  return new NodeAddons(
    name,
    {
      scope,
      version: config.kubernetesVersion,
      clusterName,
      tags,
      nodes: [required(pools, "system")],
      ebsCsi:
        identityModeOf(config, "ebs-csi") === "irsa"
          ? { mode: "irsa", roleArn: ebsCsi.roleArn }
          : { mode: "podIdentity", identity: ebsCsi },
    },
    { parent, dependsOn: [drain] },
  );
}

/** Every config has the pool and every stack the workload: what is missing here is a fault of ours. */
function required<Key, Value>(map: ReadonlyMap<Key, Value>, key: Key): Value {
  const value = map.get(key);
  if (value === undefined) throw new Error(`The stack has no ${String(key)}.`);
  return value;
}
