import type { Statement } from "../policy-document";
import { arnOf } from "../scope";
import type { Scope } from "../scope";
import { useOfBucket, useOfVolumeKey } from "./access";
import type { WorkloadIdentity } from "./identity";

/** Every snapshot that Velero makes, and every volume that it makes of one, carries the name of the backup. */
const BACKUP = "velero.io/backup";

/**
 * Velero with its plugin for AWS: backups in its bucket, snapshots of the cluster's volumes.
 *
 * @see https://github.com/velero-io/velero-plugin-for-aws#set-permissions-for-velero
 */
export const velero: WorkloadIdentity = {
  id: "velero",
  namespace: "velero",
  serviceAccount: "velero-server",
  statements: (scope) => [
    ...useOfBucket(scope, "velero"),
    { Effect: "Allow", Action: ["ec2:DescribeSnapshots", "ec2:DescribeVolumes"], Resource: "*" },
    ...snapshots(scope),
    ...useOfVolumeKey(scope),
  ],
};

function snapshots(scope: Scope): Statement[] {
  const volumes = arnOf(scope, "ec2", "volume/*");
  const taken = `arn:${scope.partition}:ec2:${scope.region}::snapshot/*`;
  const requested = { StringLike: { [`aws:RequestTag/${BACKUP}`]: "*" } };
  const own = { StringLike: { [`aws:ResourceTag/${BACKUP}`]: "*" } };
  return [
    {
      Effect: "Allow",
      Action: "ec2:CreateSnapshot",
      Resource: volumes,
      Condition: { StringEquals: { "aws:ResourceTag/ebs.csi.aws.com/cluster": "true" } },
    },
    { Effect: "Allow", Action: "ec2:CreateSnapshot", Resource: taken, Condition: requested },
    { Effect: "Allow", Action: "ec2:CreateVolume", Resource: volumes, Condition: requested },
    { Effect: "Allow", Action: ["ec2:CreateVolume", "ec2:DeleteSnapshot"], Resource: taken, Condition: own },
    {
      Effect: "Allow",
      Action: "ec2:CreateTags",
      Resource: [volumes, taken],
      Condition: { StringEquals: { "ec2:CreateAction": ["CreateSnapshot", "CreateVolume"] } },
    },
  ];
}
