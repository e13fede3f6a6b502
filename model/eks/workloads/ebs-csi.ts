import { arnOf } from "../scope";
import type { Scope } from "../scope";
import type { Statement } from "../policy-document";
import { clusterTag, useOfVolumeKey } from "./access";
import type { WorkloadIdentity } from "./identity";

/** The tag that the driver puts on every volume and snapshot that it makes. */
const DRIVER_TAG = "ebs.csi.aws.com/cluster";

const requested = { StringEquals: { [`aws:RequestTag/${DRIVER_TAG}`]: "true" } };
const own = { StringEquals: { [`aws:ResourceTag/${DRIVER_TAG}`]: "true" } };

/**
 * The EBS CSI driver: volumes and snapshots that carry its tag, attached to nodes of the cluster.
 *
 * @see https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/example-iam-policy.json
 */
export const ebsCsi: WorkloadIdentity = {
  id: "ebs-csi",
  namespace: "kube-system",
  serviceAccount: "ebs-csi-controller-sa",
  statements: (scope) => [
    {
      Effect: "Allow",
      Action: [
        "ec2:DescribeAvailabilityZones",
        "ec2:DescribeInstances",
        "ec2:DescribeInstanceTypes",
        "ec2:DescribeSnapshots",
        "ec2:DescribeTags",
        "ec2:DescribeVolumes",
        "ec2:DescribeVolumesModifications",
        "ec2:DescribeVolumeStatus",
      ],
      Resource: "*",
    },
    ...making(scope),
    ...changing(scope),
    ...useOfVolumeKey(scope),
  ],
};

function making(scope: Scope): Statement[] {
  const [volumes, snapshots] = [volumesOf(scope), snapshotsOf(scope)];
  return [
    { Effect: "Allow", Action: "ec2:CreateVolume", Resource: volumes, Condition: requested },
    { Effect: "Allow", Action: "ec2:CreateVolume", Resource: snapshots, Condition: own },
    { Effect: "Allow", Action: "ec2:CreateSnapshot", Resource: snapshots, Condition: requested },
    { Effect: "Allow", Action: "ec2:CreateSnapshot", Resource: volumes, Condition: own },
    {
      Effect: "Allow",
      Action: "ec2:CreateTags",
      Resource: [volumes, snapshots],
      Condition: { StringEquals: { "ec2:CreateAction": ["CreateVolume", "CreateSnapshot"] } },
    },
  ];
}

function changing(scope: Scope): Statement[] {
  return [
    {
      Effect: "Allow",
      Action: ["ec2:ModifyVolume", "ec2:DeleteVolume"],
      Resource: volumesOf(scope),
      Condition: own,
    },
    { Effect: "Allow", Action: "ec2:DeleteSnapshot", Resource: snapshotsOf(scope), Condition: own },
    {
      Effect: "Allow",
      Action: ["ec2:AttachVolume", "ec2:DetachVolume"],
      Resource: volumesOf(scope),
      Condition: own,
    },
    {
      Effect: "Allow",
      Action: ["ec2:AttachVolume", "ec2:DetachVolume"],
      Resource: arnOf(scope, "ec2", "instance/*"),
      Condition: { StringEquals: { [`aws:ResourceTag/${clusterTag(scope)}`]: "owned" } },
    },
  ];
}

function volumesOf(scope: Scope): string {
  return arnOf(scope, "ec2", "volume/*");
}

/** Snapshots have no account in their ARN. */
function snapshotsOf({ partition, region }: Scope): string {
  return `arn:${partition}:ec2:${region}::snapshot/*`;
}
