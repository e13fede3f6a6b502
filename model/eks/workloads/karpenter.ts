import type { Statement } from "../policy-document";
import { arnOf, clusterArnOf, iamArnOf, interruptionQueueName, roleName } from "../scope";
import type { Scope } from "../scope";
import { clusterTag, useOfVolumeKey } from "./access";
import type { WorkloadIdentity } from "./identity";

/**
 * Karpenter 1.14: instances, fleets and launch templates that carry the cluster's tags, in the stack's region.
 *
 * @see https://karpenter.sh/v1.14/reference/cloudformation/
 */
export const karpenter: WorkloadIdentity = {
  id: "karpenter",
  namespace: "kube-system",
  serviceAccount: "karpenter",
  statements: (scope) => [
    ...launching(scope),
    ...instancesOf(scope),
    ...instanceProfiles(scope),
    ...reading(scope),
    {
      Sid: "Interruptions",
      Effect: "Allow",
      Action: ["sqs:DeleteMessage", "sqs:GetQueueUrl", "sqs:ReceiveMessage"],
      Resource: arnOf(scope, "sqs", interruptionQueueName(scope)),
    },
    // EC2 encrypts the volumes of a launch in the name of who launches, and ends a node at once whose volume it cannot:
    // https://karpenter.sh/docs/troubleshooting/
    ...useOfVolumeKey(scope),
  ],
};

const LAUNCH = ["ec2:RunInstances", "ec2:CreateFleet"];

/** What a launch makes. */
const MADE = [
  "fleet",
  "instance",
  "volume",
  "network-interface",
  "launch-template",
  "spot-instances-request",
];

/** What a launch refers to and leaves as it is, beside images and snapshots, which have no account in their ARN. */
const REFERRED = ["security-group", "subnet", "capacity-reservation", "placement-group"];

/** A request that tags what it makes as the cluster's. */
const asTagged = (scope: Scope): Record<string, string> => ({
  [`aws:RequestTag/${clusterTag(scope)}`]: "owned",
  "aws:RequestTag/eks:eks-cluster-name": scope.name,
});

/** Something that Karpenter made for the cluster. */
const ofTheCluster = (scope: Scope): NonNullable<Statement["Condition"]> => ({
  StringEquals: { [`aws:ResourceTag/${clusterTag(scope)}`]: "owned" },
  StringLike: { "aws:ResourceTag/karpenter.sh/nodepool": "*" },
});

function launching(scope: Scope): Statement[] {
  const { partition, region } = scope;
  const made = MADE.map((kind) => arnOf(scope, "ec2", `${kind}/*`));
  return [
    {
      Sid: "LaunchFrom",
      Effect: "Allow",
      Action: LAUNCH,
      Resource: [
        `arn:${partition}:ec2:${region}::image/*`,
        `arn:${partition}:ec2:${region}::snapshot/*`,
        ...REFERRED.map((kind) => `arn:${partition}:ec2:${region}:*:${kind}/*`),
      ],
    },
    {
      Sid: "LaunchByTemplate",
      Effect: "Allow",
      Action: LAUNCH,
      Resource: arnOf(scope, "ec2", "launch-template/*"),
      Condition: ofTheCluster(scope),
    },
    {
      Sid: "LaunchTagged",
      Effect: "Allow",
      Action: [...LAUNCH, "ec2:CreateLaunchTemplate"],
      Resource: made,
      Condition: {
        StringEquals: asTagged(scope),
        StringLike: { "aws:RequestTag/karpenter.sh/nodepool": "*" },
      },
    },
    {
      Sid: "TagAtLaunch",
      Effect: "Allow",
      Action: "ec2:CreateTags",
      Resource: made,
      Condition: {
        StringEquals: {
          ...asTagged(scope),
          "ec2:CreateAction": ["RunInstances", "CreateFleet", "CreateLaunchTemplate"],
        },
        StringLike: { "aws:RequestTag/karpenter.sh/nodepool": "*" },
      },
    },
  ];
}

function instancesOf(scope: Scope): Statement[] {
  const instances = arnOf(scope, "ec2", "instance/*");
  return [
    {
      Sid: "TagNodes",
      Effect: "Allow",
      Action: "ec2:CreateTags",
      Resource: instances,
      Condition: {
        ...ofTheCluster(scope),
        StringEqualsIfExists: { "aws:RequestTag/eks:eks-cluster-name": scope.name },
        "ForAllValues:StringEquals": {
          "aws:TagKeys": ["eks:eks-cluster-name", "karpenter.sh/nodeclaim", "Name"],
        },
      },
    },
    {
      Sid: "Delete",
      Effect: "Allow",
      Action: ["ec2:TerminateInstances", "ec2:DeleteLaunchTemplate"],
      Resource: [instances, arnOf(scope, "ec2", "launch-template/*")],
      Condition: ofTheCluster(scope),
    },
  ];
}

/** Instance profiles that a node class with `role` makes; one with `instanceProfile` needs `PassRole` alone. */
function instanceProfiles(scope: Scope): Statement[] {
  const profiles = iamArnOf(scope, "instance-profile/*");
  const region = { key: "topology.kubernetes.io/region", value: scope.region };
  const nodeClass = "karpenter.k8s.aws/ec2nodeclass";
  const requested = { ...asTagged(scope), [`aws:RequestTag/${region.key}`]: region.value };
  const owned = {
    [`aws:ResourceTag/${clusterTag(scope)}`]: "owned",
    [`aws:ResourceTag/${region.key}`]: region.value,
  };
  return [
    {
      Sid: "PassNodeRole",
      Effect: "Allow",
      Action: "iam:PassRole",
      Resource: iamArnOf(scope, `role/${roleName(scope, "node")}`),
      Condition: { StringEquals: { "iam:PassedToService": ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"] } },
    },
    {
      Sid: "CreateProfiles",
      Effect: "Allow",
      Action: "iam:CreateInstanceProfile",
      Resource: profiles,
      Condition: {
        StringEquals: requested,
        StringLike: { [`aws:RequestTag/${nodeClass}`]: "*" },
      },
    },
    {
      Sid: "TagProfiles",
      Effect: "Allow",
      Action: "iam:TagInstanceProfile",
      Resource: profiles,
      Condition: {
        StringEquals: { ...requested, ...owned },
        StringLike: { [`aws:RequestTag/${nodeClass}`]: "*", [`aws:ResourceTag/${nodeClass}`]: "*" },
      },
    },
    {
      Sid: "ChangeProfiles",
      Effect: "Allow",
      Action: [
        "iam:AddRoleToInstanceProfile",
        "iam:RemoveRoleFromInstanceProfile",
        "iam:DeleteInstanceProfile",
      ],
      Resource: profiles,
      Condition: { StringEquals: owned, StringLike: { [`aws:ResourceTag/${nodeClass}`]: "*" } },
    },
  ];
}

function reading(scope: Scope): Statement[] {
  const { partition, region } = scope;
  return [
    {
      Sid: "See",
      Effect: "Allow",
      Action: [
        "ec2:DescribeCapacityReservations",
        "ec2:DescribeImages",
        "ec2:DescribeInstances",
        "ec2:DescribeInstanceStatus",
        "ec2:DescribeInstanceTypeOfferings",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeLaunchTemplates",
        "ec2:DescribePlacementGroups",
        "ec2:DescribeSecurityGroups",
        "ec2:DescribeSpotPriceHistory",
        "ec2:DescribeSubnets",
      ],
      Resource: "*",
      Condition: { StringEquals: { "aws:RequestedRegion": region } },
    },
    {
      Sid: "SeeImages",
      Effect: "Allow",
      Action: "ssm:GetParameter",
      Resource: `arn:${partition}:ssm:${region}::parameter/aws/service/*`,
    },
    // The price list is one for all regions, and listing has no resource.
    {
      Sid: "SeePrices",
      Effect: "Allow",
      Action: ["pricing:GetProducts", "iam:ListInstanceProfiles"],
      Resource: "*",
    },
    {
      Sid: "SeeProfiles",
      Effect: "Allow",
      Action: "iam:GetInstanceProfile",
      Resource: iamArnOf(scope, "instance-profile/*"),
    },
    { Sid: "SeeCluster", Effect: "Allow", Action: "eks:DescribeCluster", Resource: clusterArnOf(scope) },
    {
      Sid: "SeeZonalShift",
      Effect: "Allow",
      Action: "arc-zonal-shift:GetManagedResource",
      Resource: "*",
      Condition: { StringEquals: { "arc-zonal-shift:ResourceIdentifier": clusterArnOf(scope) } },
    },
  ];
}
