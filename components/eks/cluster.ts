/** The cluster: EKS's control plane, its logs, and who may enter. */

import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
// Tells Pulumi what a reference to a resource of this module is: `eks.Cluster` hands back its cluster as one.
import "@pulumi/aws/eks";
import type { SecurityGroup } from "@pulumi/aws/ec2/securityGroup";
import { OpenIdConnectProvider } from "@pulumi/aws/iam/openIdConnectProvider";
import { Cluster } from "@pulumi/eks/cluster";
import * as pulumi from "@pulumi/pulumi";
import { kubeconfigOf } from "../../model/eks/kubeconfig";
import type { KubernetesVersion } from "../../model/eks/kubernetes-versions";
import type { Scope } from "../../model/eks/scope";
import type { Tags } from "../../model/tags";
import { ClusterAccess } from "./access";
import { createClusterRole } from "./cluster-role";
import type { ClusterRole } from "./cluster-role";

/** What a private cluster is made of. */
export interface PrivateClusterArgs {
  readonly scope: Scope;
  readonly version: KubernetesVersion;
  /** Who may reach the API from outside the VPC; inside it is always reachable. */
  readonly endpoint: {
    readonly public: boolean;
    /** Blocks that may reach a public endpoint; without one there is none. */
    readonly publicCidrs: readonly string[];
  };
  /** Addresses of Kubernetes services. */
  readonly serviceCidr: string;
  /** ARNs of the roles that administer the cluster, beside the one that makes it. */
  readonly admins: readonly string[];
  readonly vpcId: pulumi.Input<string>;
  /** Private subnets of at least two zones. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** Of the control plane's network interfaces, beside the one that EKS makes. */
  readonly controlPlaneSecurityGroup: SecurityGroup;
  /** Key of Kubernetes secrets. */
  readonly secretsKeyArn: pulumi.Input<string>;
  readonly logsKeyArn: pulumi.Input<string>;
  readonly boundaryArn: pulumi.Input<string>;
  readonly tags: Tags;
  /** How long the control plane's logs are kept, in days. @default 365 */
  readonly logRetentionDays?: number;
}

/** Source: https://docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html */
const LOG_TYPES = ["api", "audit", "authenticator", "controllerManager", "scheduler"];

/**
 * A cluster whose API is private unless told otherwise, whose secrets and logs are under keys of our own, and which
 * only access entries let in.
 *
 * `eks.Cluster` makes what it would else make for itself from here: the role, so that it has the boundary; no security
 * group, as its own let everything out; no node group and no add-on, as `NodePool` and `Addons` pin theirs; no access
 * entry and no OIDC provider, so that a plan shows them and a preview opens no connection to AWS.
 */
export class PrivateCluster extends pulumi.ComponentResource {
  readonly cluster: Cluster;
  readonly clusterName: pulumi.Output<string>;
  /** URL of the API. */
  readonly endpoint: pulumi.Output<string>;
  /** Certificate of the API's authority, in base64. */
  readonly certificateAuthority: pulumi.Output<string>;
  /** JSON that `kubectl` takes; a secret. */
  readonly kubeconfig: pulumi.Output<string>;
  /** What IRSA trusts. The issuer has no `https://`. */
  readonly oidc: { readonly providerArn: pulumi.Output<string>; readonly issuer: pulumi.Output<string> };

  constructor(name: string, args: PrivateClusterArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:eks:PrivateCluster", name, {}, options);
    const { scope } = args;
    this.cluster = this.createCluster(name, args);
    const { eksCluster } = this.cluster;
    this.clusterName = eksCluster.apply((cluster) => cluster.name);
    this.endpoint = eksCluster.apply((cluster) => cluster.endpoint);
    this.certificateAuthority = eksCluster.apply((cluster) => cluster.certificateAuthority.data);
    this.kubeconfig = pulumi.secret(
      pulumi
        .all([this.clusterName, this.endpoint, this.certificateAuthority])
        .apply(([clusterName, endpoint, certificateAuthority]) =>
          kubeconfigOf({ name: clusterName, region: scope.region, endpoint, certificateAuthority }),
        ),
    );
    this.oidc = this.createOidcProvider(name);
    new ClusterAccess(name, { scope, clusterName: this.clusterName, admins: args.admins }, { parent: this });
    this.registerOutputs({
      clusterName: this.clusterName,
      endpoint: this.endpoint,
      certificateAuthority: this.certificateAuthority,
      kubeconfig: this.kubeconfig,
      oidc: this.oidc,
    });
  }

  private createCluster(name: string, args: PrivateClusterArgs): Cluster {
    const { scope, logsKeyArn, boundaryArn, logRetentionDays = 365 } = args;
    const parent = { parent: this };
    // EKS would make this group itself, without a key and to be kept for ever, if it did not find it.
    const logs = new LogGroup(
      `${name}-cluster`,
      {
        name: `/aws/eks/${scope.name}/cluster`,
        kmsKeyId: logsKeyArn,
        retentionInDays: logRetentionDays,
      },
      parent,
    );
    const role = createClusterRole(name, scope, boundaryArn, parent);
    // Given in so many words: a component of another process takes the provider of its parent only by the engine's grace.
    const provider = this.getProvider("aws:eks/cluster:Cluster");
    return new Cluster(`${name}-eks`, controlPlane(args, role), {
      ...parent,
      // AWS refuses to delete it, but only when much of the stack is gone; Pulumi's preview refuses before it begins.
      protect: scope.deletionProtection,
      dependsOn: [logs, ...role.ready],
      transforms: [withZonalShift, withEncryption(args.secretsKeyArn)],
      ...(provider && { providers: { aws: provider } }),
    });
  }

  private createOidcProvider(name: string): PrivateCluster["oidc"] {
    const url = this.cluster.eksCluster.apply(({ identities }) =>
      pulumi.output(identities).apply(([identity]) => issuerOf(identity)),
    );
    // Without a thumbprint: IAM checks EKS's certificate against authorities that it trusts itself.
    // https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_providers_create_oidc.html
    const { arn } = new OpenIdConnectProvider(
      `${name}-oidc`,
      { url, clientIdLists: ["sts.amazonaws.com"] },
      { parent: this },
    );
    return { providerArn: arn, issuer: url.apply((text) => text.replace(/^https:\/\//, "")) };
  }
}

/** What `eks.Cluster` is given. */
function controlPlane(
  args: PrivateClusterArgs,
  { role }: ClusterRole,
): ConstructorParameters<typeof Cluster>[1] {
  const { scope, version, endpoint, serviceCidr, subnetIds } = args;
  // A public endpoint without blocks would be open to the whole internet.
  const isPublic = endpoint.public && endpoint.publicCidrs.length > 0;
  return {
    name: scope.name,
    version,
    // EKS raises the version by itself at the end of standard support, where extended support would cost six times as much.
    upgradePolicy: { supportType: "STANDARD" },
    deletionProtection: scope.deletionProtection,
    vpcId: args.vpcId,
    subnetIds: [...subnetIds],
    clusterSecurityGroup: args.controlPlaneSecurityGroup,
    skipDefaultSecurityGroups: true,
    endpointPrivateAccess: true,
    endpointPublicAccess: isPublic,
    // AWS takes blocks with a public endpoint only.
    ...(isPublic ? { publicAccessCidrs: [...endpoint.publicCidrs] } : {}),
    kubernetesServiceIpAddressRange: serviceCidr,
    encryptionConfigKeyArn: args.secretsKeyArn,
    enabledClusterLogTypes: LOG_TYPES,
    serviceRole: role,
    // With access entries alone `eks.Cluster` also makes the role that makes the cluster its first administrator.
    authenticationMode: "API",
    createOidcProvider: false,
    createInstanceRole: false,
    skipDefaultNodeGroup: true,
    // `Addons` makes them. What EKS would install by itself has no version of ours and belongs to nobody.
    bootstrapSelfManagedAddons: false,
    useDefaultVpcCni: true,
    kubeProxyAddonOptions: { enabled: false },
    corednsAddonOptions: { enabled: false },
    clusterTags: { Name: scope.name },
    tags: { ...args.tags },
  };
}

/**
 * Lets an operator move all traffic and all pods out of a zone that fails, which costs nothing until it is done. It is a
 * setting of `aws.eks.Cluster` that `eks.Cluster` has no argument for.
 *
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/zone-shift-enable.html
 */
export const withZonalShift: pulumi.ResourceTransform = ({ type, props, opts }) =>
  type === "aws:eks/cluster:Cluster"
    ? { props: { ...(props as object), zonalShiftConfig: { enabled: true } }, opts }
    : undefined;

/**
 * Says of the cluster that its secrets are encrypted while the key is not there yet: `eks.Cluster` makes all of
 * `encryptionConfig` from the key's ARN, so that a first preview knows nothing of it and a policy cannot decide.
 */
export function withEncryption(keyArn: pulumi.Input<string>): pulumi.ResourceTransform {
  return ({ type, props, opts }) =>
    type === "aws:eks/cluster:Cluster"
      ? {
          props: { ...(props as object), encryptionConfig: { provider: { keyArn }, resources: ["secrets"] } },
          opts,
        }
      : undefined;
}

/** @throws Error where EKS gives a cluster no issuer, which it has done for none since Kubernetes 1.14. */
function issuerOf(identity: { readonly oidcs: readonly { readonly issuer: string }[] } | undefined): string {
  const issuer = identity?.oidcs[0]?.issuer;
  if (issuer === undefined) {
    throw new pulumi.RunError(
      "EKS gave the cluster no OIDC issuer, without which IRSA has nothing to trust.",
    );
  }
  return issuer;
}
