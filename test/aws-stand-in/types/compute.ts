/** Clusters, nodes and their disks. */

import { arn, digitsOf, ec2Id, idIs, idOf, part, text } from "./rules";
import type { Made, RulesTable } from "./rules";
import { subnetsOf, vpcOf } from "./vpc";

/** Inputs of a launch template that are no part of its versions. */
const besideVersions = new Set(["tags", "tagsAll", "defaultVersion", "updateDefaultVersion", "region"]);
const makesVersion = (changed: readonly string[]): boolean => changed.some((key) => !besideVersions.has(key));

function numberBefore({ before }: Made, output: string): number {
  const value = before?.[output];
  return typeof value === "number" ? value : 0;
}

/** A time: always the same, so that two runs agree. */
const TIME = "2026-01-01T00:00:00Z";

/** A UUID of hexadecimal digits. */
function uuid(digits: string): string {
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*/, "$1-$2-$3-$4-$5");
}

export const computeTypes: RulesTable = {
  "aws:ec2/launchTemplate:LaunchTemplate": {
    id: ec2Id("lt"),
    replaces: ["name", "namePrefix"],
    outputs: (made) => {
      const newest = numberBefore(made, "latestVersion");
      const latestVersion = newest === 0 || makesVersion(made.changed) ? newest + 1 : newest;
      const given = made.inputs["defaultVersion"];
      const kept = typeof given === "number" ? given : numberBefore(made, "defaultVersion") || 1;
      const defaultVersion = made.inputs["updateDefaultVersion"] === true ? latestVersion : kept;
      return { arn: arn("ec2", made, `launch-template/${made.id}`), latestVersion, defaultVersion };
    },
    changedByUpdate: (changed) => (makesVersion(changed) ? ["latestVersion", "defaultVersion"] : []),
  },
  "aws:ec2/placementGroup:PlacementGroup": {
    id: idIs("name"),
    replaces: ["name", "strategy", "partitionCount", "spreadLevel"],
    outputs: (made) => ({
      arn: arn("ec2", made, `placement-group/${made.id}`),
      placementGroupId: `pg-${made.digits(17)}`,
    }),
  },
  "aws:ebs/volume:Volume": {
    id: ec2Id("vol"),
    replaces: ["availabilityZone", "encrypted", "kmsKeyId", "snapshotId", "multiAttachEnabled", "outpostArn"],
    outputs: (made) => ({ arn: arn("ec2", made, `volume/${made.id}`) }),
  },
  "aws:ebs/encryptionByDefault:EncryptionByDefault": {
    id: ({ region }) => `ebs-encryption-${region}`,
    replaces: [],
  },
  "aws:ebs/defaultKmsKey:DefaultKmsKey": { id: idIs("keyArn"), replaces: ["keyArn"] },
  "aws:autoscaling/tag:Tag": {
    id: (made) => `${text(made, "autoscalingGroupName")},${String(part(made.inputs, "tag")["key"])}`,
    replaces: ["autoscalingGroupName", "tag.key"],
  },
  "aws:autoscaling/group:Group": {
    id: idIs("name"),
    replaces: ["name", "namePrefix", "placementGroup"],
    outputs: (made) => ({ arn: arn("autoscaling", made, `autoScalingGroup:${made.digits(8)}:${made.id}`) }),
  },
  "aws:autoscaling/lifecycleHook:LifecycleHook": {
    id: idIs("name"),
    replaces: ["name", "autoscalingGroupName"],
  },
  "aws:eks/cluster:Cluster": {
    id: idIs("name"),
    refusesDeletion: ({ deletionProtection }) =>
      deletionProtection === true
        ? "InvalidRequestException: Deletion protection is enabled for this cluster; disable it first"
        : undefined,
    replaces: [
      ...["name", "roleArn", "encryptionConfig.provider.keyArn", "kubernetesNetworkConfig.serviceIpv4Cidr"],
      ...["kubernetesNetworkConfig.ipFamily", "bootstrapSelfManagedAddons", "outpostConfig"],
      "accessConfig.bootstrapClusterCreatorAdminPermissions",
    ],
    outputs: (made) => ({
      arn: arn("eks", made, `cluster/${made.id}`),
      status: "ACTIVE",
      createdAt: TIME,
      platformVersion: "eks.1",
      endpoint: `https://${made.digits(32).toUpperCase()}.gr7.${made.region}.eks.amazonaws.com`,
      certificateAuthority: { data: Buffer.from(`authority of ${made.id}`).toString("base64") },
      identities: [
        {
          oidcs: [
            { issuer: `https://oidc.eks.${made.region}.amazonaws.com/id/${made.digits(32).toUpperCase()}` },
          ],
        },
      ],
      vpcConfig: {
        clusterSecurityGroupId: `sg-${digitsOf(`cluster ${made.region} ${made.id}`, 17)}`,
        vpcId: vpcOf(made, subnetsOf(made, "vpcConfig")),
      },
    }),
  },
  "aws:eks/nodeGroup:NodeGroup": {
    id: idOf(":", "clusterName", "nodeGroupName"),
    nameProperty: "nodeGroupName",
    replaces: [
      ...["clusterName", "nodeGroupName", "nodeGroupNamePrefix", "amiType", "capacityType", "diskSize"],
      ...[
        "instanceTypes",
        "nodeRoleArn",
        "subnetIds",
        "remoteAccess",
        "launchTemplate.id",
        "launchTemplate.name",
      ],
    ],
    outputs: (made) => {
      const name = text(made, "nodeGroupName");
      const group = { name: `eks-${name}-${uuid(made.digits(32))}` };
      return {
        arn: arn("eks", made, `nodegroup/${text(made, "clusterName")}/${name}/${uuid(made.digits(32))}`),
        status: "ACTIVE",
        resources: [{ autoscalingGroups: [group], remoteAccessSecurityGroupId: "" }],
      };
    },
  },
  "aws:eks/addon:Addon": {
    id: idOf(":", "clusterName", "addonName"),
    nameProperty: "",
    replaces: ["clusterName", "addonName"],
    outputs: (made) => ({
      arn: arn(
        "eks",
        made,
        `addon/${text(made, "clusterName")}/${text(made, "addonName")}/${made.digits(8)}`,
      ),
      createdAt: TIME,
      modifiedAt: TIME,
    }),
  },
  "aws:eks/accessEntry:AccessEntry": {
    id: idOf(":", "clusterName", "principalArn"),
    replaces: ["clusterName", "principalArn", "type"],
    outputs: (made) => ({
      accessEntryArn: arn("eks", made, `access-entry/${text(made, "clusterName")}/${made.digits(8)}`),
      createdAt: TIME,
      modifiedAt: TIME,
      userName: text(made, "userName") || text(made, "principalArn"),
    }),
  },
  "aws:eks/accessPolicyAssociation:AccessPolicyAssociation": {
    id: idOf("#", "clusterName", "principalArn", "policyArn"),
    replaces: ["clusterName", "principalArn", "policyArn", "accessScope"],
    outputs: () => ({ associatedAt: TIME, modifiedAt: TIME }),
  },
  "aws:eks/podIdentityAssociation:PodIdentityAssociation": {
    id: ({ digits }) => `a-${digits(17)}`,
    replaces: ["clusterName", "namespace", "serviceAccount"],
    outputs: (made) => ({
      associationId: made.id,
      associationArn: arn("eks", made, `podidentityassociation/${text(made, "clusterName")}/${made.id}`),
    }),
  },
};
