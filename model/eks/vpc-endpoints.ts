/**
 * The endpoints by which nodes reach AWS's services without the internet, and what may be done through them.
 *
 * An endpoint's policy gives nobody anything: it bounds what passes. Credentials of another account, brought along or
 * planted, are of no use inside the VPC, and nothing is written to another account's buckets, queues, secrets and logs.
 */

import { policyDocument } from "./policy-document";
import type { PolicyDocument, Statement } from "./policy-document";
import { bucketArnOf, iamArnOf } from "./scope";
import type { Scope } from "./scope";

/** Every service with an interface endpoint, and who needs it. */
export const interfaceEndpoints = {
  autoscaling: "Cluster Autoscaler sizes the groups of the pools",
  ec2: "the VPC CNI and the EBS CSI driver attach interfaces and volumes, and Karpenter launches nodes",
  "ecr.api": "nodes ask for a token to pull images, those of EKS's add-ons among them",
  "ecr.dkr": "nodes pull the manifests of images",
  eks: "nodes and Karpenter read where the cluster is, and Cluster Autoscaler what a pool looks like",
  "eks-auth": "the Pod Identity agent fetches the credentials of pods",
  elasticloadbalancing: "AWS Load Balancer Controller makes load balancers",
  kms: "Vault unseals itself",
  logs: "agents and the logs of Session Manager write to log groups",
  secretsmanager: "External Secrets reads the secrets of the platform",
  sqs: "Karpenter reads notices of interruption",
  ssm: "nodes register with Session Manager, and Karpenter looks up images of nodes",
  ssmmessages: "Session Manager opens sessions on nodes, in the place of SSH",
  sts: "pods with IRSA take their roles",
} as const;

/** One of the services. */
export type InterfaceEndpoint = keyof typeof interfaceEndpoints;

/** Every service with an interface endpoint. */
export const interfaceEndpointIds = Object.keys(interfaceEndpoints) as InterfaceEndpoint[];

/** The services that a cluster with one autoscaler needs: each endpoint is charged by the hour in each zone. */
export function interfaceEndpointsOf(autoscaler: "clusterAutoscaler" | "karpenter"): InterfaceEndpoint[] {
  const other = autoscaler === "karpenter" ? "autoscaling" : "sqs";
  return interfaceEndpointIds.filter((id) => id !== other);
}

/**
 * Services whose endpoints in China have a name that begins with `cn.`; the others are named as everywhere.
 *
 * Source: https://github.com/aws/aws-cdk/blob/main/packages/aws-cdk-lib/aws-ec2/lib/vpc-endpoint.ts
 */
const namedApartInChina: readonly string[] = [
  "autoscaling",
  "ec2",
  "ecr.api",
  "ecr.dkr",
  "eks",
  "sqs",
  "sts",
];

/** Name of an endpoint's service, such as `com.amazonaws.eu-central-1.sts`. */
export function endpointServiceName({ region, partition }: Scope, service: InterfaceEndpoint | "s3"): string {
  const prefix = partition === "aws-cn" && namedApartInChina.includes(service) ? "cn." : "";
  return `${prefix}com.amazonaws.${region}.${service}`;
}

/** The policy of a service's interface endpoint. */
export function endpointPolicy(scope: Scope, service: InterfaceEndpoint): PolicyDocument {
  switch (service) {
    case "ecr.api":
    case "ecr.dkr":
      return policyDocument(ownResources(scope), imagesOfOthers(scope));
    case "kms":
    case "logs":
    case "secretsmanager":
    case "sqs":
      return policyDocument(ownResources(scope));
    case "sts":
      return policyDocument(ownPrincipals(scope), webIdentities(scope));
    // These name what AWS owns, such as images of machines, parameters and documents.
    case "autoscaling":
    case "ec2":
    case "eks":
    case "eks-auth":
    case "elasticloadbalancing":
    case "ssm":
    case "ssmmessages":
      return policyDocument(ownPrincipals(scope));
  }
}

/** The policy of the gateway endpoint of S3. */
export function s3EndpointPolicy(scope: Scope): PolicyDocument {
  return policyDocument(
    ownResources(scope, "s3:*"),
    {
      Sid: "AccountReadsElsewhere",
      Effect: "Allow",
      Principal: "*",
      Action: ["s3:GetBucketLocation", "s3:GetObject*", "s3:ListBucket"],
      Resource: "*",
      Condition: { StringEquals: { "aws:PrincipalAccount": scope.accountId } },
    },
    {
      // Layers of images lie in a bucket of AWS, behind links that ECR signs with credentials of its own:
      // https://docs.aws.amazon.com/AmazonECR/latest/userguide/vpc-endpoints.html
      Sid: "NodesReadImageLayers",
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: bucketArnOf(scope, `prod-${scope.region}-starport-layer-bucket/*`),
    },
    {
      // Kubernetes's registry sends clients on AWS to public buckets in their own region, where this endpoint has the way:
      // https://github.com/kubernetes/registry.k8s.io/blob/main/cmd/archeio/internal/app/buckets.go
      Sid: "NodesReadKubernetesImages",
      Effect: "Allow",
      Principal: "*",
      Action: "s3:GetObject",
      Resource: bucketArnOf(scope, "prod-registry-k8s-io-*/*"),
    },
  );
}

/** The account's principals, on what is the account's. */
function ownResources({ accountId }: Scope, action = "*"): Statement {
  return {
    Sid: "AccountUsesItsOwn",
    Effect: "Allow",
    Principal: "*",
    Action: action,
    Resource: "*",
    Condition: {
      StringEquals: { "aws:PrincipalAccount": accountId, "aws:ResourceAccount": accountId },
    },
  };
}

/** The account's principals, on whatever their own policies let them. */
function ownPrincipals({ accountId }: Scope): Statement {
  return {
    Sid: "AccountCalls",
    Effect: "Allow",
    Principal: "*",
    Action: "*",
    Resource: "*",
    Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },
  };
}

/** EKS keeps the images of its add-ons in accounts of AWS, one for each region. */
function imagesOfOthers({ accountId }: Scope): Statement {
  return {
    Sid: "AccountPullsElsewhere",
    Effect: "Allow",
    Principal: "*",
    Action: [
      "ecr:BatchCheckLayerAvailability",
      "ecr:BatchGetImage",
      "ecr:GetAuthorizationToken",
      "ecr:GetDownloadUrlForLayer",
    ],
    Resource: "*",
    Condition: { StringEquals: { "aws:PrincipalAccount": accountId } },
  };
}

/** Whoever trades a token for a role has no account yet, so the roles are what is bounded. */
function webIdentities(scope: Scope): Statement {
  return {
    Sid: "TokensBecomeRolesOfTheAccount",
    Effect: "Allow",
    Principal: "*",
    Action: "sts:AssumeRoleWithWebIdentity",
    Resource: iamArnOf(scope, "role/*"),
  };
}
