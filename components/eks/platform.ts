/** The platform on AWS: what stands under the cluster, the cluster with its nodes, and what keeps state beside it. */

import * as pulumi from "@pulumi/pulumi";
import type { EksConfig } from "../../model/config";
import { githubRoleArn } from "../../model/eks/github";
import { interruptionHandlerOf } from "../../model/eks/interruption";
import { scopeOf } from "../../model/eks/scope";
import type { Scope } from "../../model/eks/scope";
import { planSubnets } from "../../model/eks/subnets";
import { interfaceEndpointsOf } from "../../model/eks/vpc-endpoints";
import { platformTags } from "../../model/tags";
import type { Tags } from "../../model/tags";
import type { EksFacts } from "../k8s/addon";
import { createEksProvider } from "../k8s/provider";
import { Services } from "../k8s/services";
import { ClusterAccess } from "./access";
import { Budget } from "./budget";
import { createCompute } from "./compute";
import type { Compute } from "./compute";
import { Drain } from "./drain";
import { PermissionsBoundary } from "./identity/boundary";
import { GithubRoles } from "./identity/github";
import { InterruptionQueue } from "./interruption";
import { Keys } from "./keys";
import { Network } from "./network";
import type { EksOutputInputs } from "./platform-reference";
import { createProvider } from "./provider";
import { ServiceLinkedRoles } from "./service-linked-roles";
import { createStateServices } from "./state-services";

/** What the platform is made from. */
export interface EksPlatformArgs {
  readonly config: EksConfig;
  /** Name of the stack, as in `Pulumi.<stack>.yaml`: a tag of everything. */
  readonly stack: string;
}

/** What everything above the network stands on. */
export interface Foundation {
  readonly config: EksConfig;
  readonly scope: Scope;
  readonly tags: Tags;
  readonly keys: Keys;
  readonly network: Network;
  readonly boundaryArn: pulumi.Output<string>;
  /** What must be gone last but the network, and there first. */
  readonly drain: Drain;
  readonly parent: pulumi.Resource;
}

/** What the services take of what stands under them. */
type ServiceOutputs = Pick<EksOutputInputs, "kubeconfig" | "workloadRoles" | "database" | "cache"> &
  Partial<Pick<EksOutputInputs, "nodeInstanceProfile" | "interruptionQueue">>;

/**
 * Everything of one stack on AWS.
 *
 * All of it has one explicit provider, so that its account, its region and its default tags hold for every resource,
 * also for those that `eks.Cluster` makes. Nothing here is global: two platforms of different names live in one program.
 *
 * The order of a destroy is the order of the graph turned round: pools, cluster, the drain of what controllers made,
 * network, keys.
 */
export class EksPlatform extends pulumi.ComponentResource {
  /** What the stack exports. */
  readonly outputs: EksOutputInputs;

  constructor(name: string, { config, stack }: EksPlatformArgs, options?: pulumi.ComponentResourceOptions) {
    const tags = platformTags({ repository: config.repository, owner: config.owner, stack });
    const scope = scopeOf(config);
    super("plinth:eks:EksPlatform", name, {}, { ...options, providers: [createProvider(name, scope, tags)] });
    const foundation = this.createFoundation(name, config, scope, tags);
    const roles = config.createServiceLinkedRoles ? new ServiceLinkedRoles(name, { parent: this }).ready : [];
    const compute = createCompute(name, foundation, roles);
    const { outputs: state, ready } = createStateServices(name, foundation);
    const { monthlyBudgetUsd: monthlyUsd, alertEmails: emails } = config;
    new Budget(name, { scope, monthlyUsd, emails, stack }, { parent: this });
    const interruption = this.createInterruption(name, foundation);
    if (config.recipes.length > 0)
      this.createServices(name, foundation, { ...compute.outputs, ...state, ...interruption }, [
        ...compute.ready,
        ...ready,
      ]);
    this.outputs = {
      ...networkOutputs(foundation),
      ...compute.outputs,
      ...state,
      ...this.createGithubRoles(name, foundation, compute.outputs),
      ...interruption,
    };
    this.registerOutputs(this.outputs);
  }

  private createFoundation(name: string, config: EksConfig, scope: Scope, tags: Tags): Foundation {
    const options = { parent: this };
    const boundaryArn = new PermissionsBoundary(name, { scope }, options).arn;
    const keys = new Keys(name, { scope }, options);
    const network = new Network(
      name,
      {
        scope,
        cidr: config.vpcCidr,
        subnets: planSubnets(config),
        nat: config.nat,
        ...(config.internetEgress && { internetEgress: config.internetEgress }),
        apiCidrs: config.connectedCidrs,
        endpoints: interfaceEndpointsOf(config.autoscaler),
        logsKeyArn: keys.arns.logs,
        boundaryArn,
      },
      options,
    );
    const drain = new Drain(name, { scope, vpcId: network.vpcId }, { ...options, dependsOn: [network] });
    return { config, scope, tags, keys, network, boundaryArn, drain, parent: this };
  }

  /** What runs on the cluster comes after its nodes and its state and goes before them, and its controllers clean up after themselves. */
  private createServices(
    name: string,
    { config, scope, tags, network: { vpcId } }: Foundation,
    outputs: ServiceOutputs,
    ready: Compute["ready"],
  ): void {
    const { kubeconfig, workloadRoles, database, cache, nodeInstanceProfile, interruptionQueue } = outputs;
    const provider = createEksProvider(name, { scope, kubeconfig }, { parent: this });
    const { irsaWorkloads, kubernetesVersion } = config;
    // Both are there where Karpenter makes the nodes.
    const karpenter = nodeInstanceProfile &&
      interruptionQueue && {
        instanceProfile: nodeInstanceProfile,
        interruptionQueue,
        tags,
        isolated: config.internetEgress === undefined,
      };
    const cluster: EksFacts = {
      ...{
        kind: "eks",
        scope,
        pools: config,
        kubernetesVersion,
        irsaWorkloads,
        workloadRoles,
        database,
        cache,
      },
      vpcId,
      ...(karpenter && { karpenter }),
    };
    new Services(name, { config, cluster }, { parent: this, providers: [provider], dependsOn: [...ready] });
  }

  private createGithubRoles(
    name: string,
    { config: { github, admins, recipes }, scope, boundaryArn }: Foundation,
    { clusterName }: Pick<EksOutputInputs, "clusterName">,
  ): Pick<EksOutputInputs, "githubRoles"> {
    if (github === undefined) return {};
    const roles = new GithubRoles(name, { scope, github, boundaryArn }, { parent: this });
    // What stands on the cluster is changed by its API, which knows who made the cluster, and nobody else.
    const deployer = githubRoleArn(scope, "deploy");
    if (recipes.length > 0 && !admins.includes(deployer))
      new ClusterAccess(
        `${name}-github`,
        { scope, clusterName, admins: [deployer] },
        { parent: this, dependsOn: [roles] },
      );
    return { githubRoles: pulumi.output({ preview: roles.previewRoleArn, deploy: roles.deployRoleArn }) };
  }

  /** One handler of interruptions, never two: managed node groups need nothing of the stack. */
  private createInterruption(
    name: string,
    { config: { autoscaler }, scope }: Foundation,
  ): Pick<EksOutputInputs, "interruptionQueue"> {
    if (interruptionHandlerOf(autoscaler) !== "karpenter") return {};
    return { interruptionQueue: new InterruptionQueue(name, { scope }, { parent: this }).queueName };
  }
}

function networkOutputs({ scope, keys, network }: Foundation) {
  return {
    region: scope.region,
    vpcId: network.vpcId,
    privateSubnetIds: pulumi.all(network.privateSubnets.map(({ id }) => id)),
    publicSubnetIds: pulumi.all(network.publicSubnetIds),
    keys: pulumi.output(keys.arns),
  };
}
