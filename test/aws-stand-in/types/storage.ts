/** Buckets, databases, caches and images. */

import { arn, digitsOf, idIs, text } from "./rules";
import type { Made, RulesTable, TypeRules } from "./rules";
import type { WireObject } from "../values";

/** A part of a bucket that AWS keeps with it. */
const ofBucket = (...replaces: readonly string[]): TypeRules => ({
  id: idIs("bucket"),
  nameProperty: "",
  replaces: ["bucket", ...replaces],
});

const named = (service: string, kind: string, ...replaces: readonly string[]): TypeRules => ({
  id: idIs("name"),
  lowerCaseNames: true,
  replaces: ["name", ...replaces],
  outputs: (made) => ({ arn: arn(service, made, `${kind}:${made.id}`) }),
});

const portOf = ({ inputs }: Made, standard: number): number =>
  typeof inputs["port"] === "number" ? inputs["port"] : standard;

/** The label of an account's hosts in a region. */
const hostLabel = ({ region, accountId }: Made): string => digitsOf(`${accountId} ${region}`, 12);

const isProtected = (outputs: WireObject): string | undefined =>
  outputs["deletionProtection"] === true
    ? "InvalidParameterCombination: Cannot delete protected DB Instance, please disable deletion protection"
    : undefined;

const database: TypeRules = {
  refusesDeletion: isProtected,
  changedByUpdate: (changed) => [
    ...(changed.includes("engineVersion") ? ["engineVersionActual"] : []),
    ...(changed.includes("manageMasterUserPassword") ? ["masterUserSecrets"] : []),
  ],
  id: ({ digits }) => `db-${digits(26).toUpperCase()}`,
  nameProperty: "identifier",
  replaces: [
    ...["availabilityZone", "characterSetName", "dbName", "engine", "identifierPrefix", "kmsKeyId"],
    ...["snapshotIdentifier", "storageEncrypted", "timezone", "username", "customIamInstanceProfile"],
  ],
  outputs: (made) => {
    const identifier = text(made, "identifier");
    const address = `${identifier}.${hostLabel(made)}.${made.region}.rds.amazonaws.com`;
    const port = portOf(made, 5432);
    const secretArn = arn("secretsmanager", made, `secret:rds!${made.id.toLowerCase()}-${made.digits(6)}`);
    const kmsKeyId = text(made, "masterUserSecretKmsKeyId");
    const managed = made.inputs["manageMasterUserPassword"] === true;
    return {
      arn: arn("rds", made, `db:${identifier}`),
      ...{ address, port, endpoint: `${address}:${port}`, hostedZoneId: "Z00000000000000000000" },
      ...{ resourceId: made.id, status: "available" },
      engineVersionActual: text(made, "engineVersion"),
      masterUserSecrets: managed ? [{ secretArn, secretStatus: "active", kmsKeyId }] : [],
    };
  },
};

const cache: TypeRules = {
  changedByUpdate: (changed) => [
    ...(changed.includes("engineVersion") ? ["engineVersionActual"] : []),
    ...(changed.includes("numCacheClusters") ? ["memberClusters"] : []),
  ],
  id: idIs("replicationGroupId"),
  nameProperty: "replicationGroupId",
  lowerCaseNames: true,
  replaces: [
    ...[
      "replicationGroupId",
      "atRestEncryptionEnabled",
      "kmsKeyId",
      "subnetGroupName",
      "port",
      "networkType",
    ],
    ...["dataTieringEnabled", "globalReplicationGroupId", "snapshotName", "snapshotArns"],
  ],
  outputs: (made) => {
    const count = made.inputs["numCacheClusters"];
    const members = Array.from({ length: typeof count === "number" ? count : 1 }, (_, index) => index + 1);
    const host = `${made.id}.${hostLabel(made).slice(0, 6)}`;
    const domain = `${made.region}.cache.amazonaws.com`;
    return {
      arn: arn("elasticache", made, `replicationgroup:${made.id}`),
      primaryEndpointAddress: `master.${host}.${domain}`,
      readerEndpointAddress: `replica.${host}.${domain}`,
      engineVersionActual: text(made, "engineVersion"),
      port: portOf(made, 6379),
      memberClusters: members.map((member) => `${made.id}-00${member}`),
    };
  },
};

export const storageTypes: RulesTable = {
  "aws:s3/bucket:Bucket": {
    id: idIs("bucket"),
    nameProperty: "bucket",
    lowerCaseNames: true,
    replaces: ["bucket", "bucketPrefix", "objectLockEnabled"],
    outputs: (made) => ({
      arn: `arn:aws:s3:::${made.id}`,
      bucketDomainName: `${made.id}.s3.amazonaws.com`,
      bucketRegionalDomainName: `${made.id}.s3.${made.region}.amazonaws.com`,
      bucketRegion: made.region,
    }),
  },
  "aws:s3/bucketPolicy:BucketPolicy": ofBucket(),
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": ofBucket(),
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls": ofBucket(),
  "aws:s3/bucketVersioning:BucketVersioning": ofBucket("expectedBucketOwner"),
  "aws:s3/bucketLogging:BucketLogging": ofBucket("expectedBucketOwner"),
  "aws:s3/bucketNotification:BucketNotification": ofBucket(),
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": ofBucket("expectedBucketOwner"),
  "aws:s3/bucketObjectLockConfiguration:BucketObjectLockConfiguration": ofBucket("expectedBucketOwner"),
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration":
    ofBucket("expectedBucketOwner"),
  "aws:rds/instance:Instance": database,
  "aws:rds/subnetGroup:SubnetGroup": named("rds", "subgrp", "namePrefix"),
  "aws:rds/parameterGroup:ParameterGroup": named("rds", "pg", "namePrefix", "family", "description"),
  "aws:elasticache/replicationGroup:ReplicationGroup": cache,
  "aws:elasticache/subnetGroup:SubnetGroup": named("elasticache", "subnetgroup"),
  "aws:elasticache/parameterGroup:ParameterGroup": named(
    "elasticache",
    "parametergroup",
    "family",
    "description",
  ),
  "aws:elasticache/user:User": {
    id: idIs("userId"),
    nameProperty: "",
    replaces: ["userId", "userName"],
    outputs: (made) => ({ arn: arn("elasticache", made, `user:${made.id}`) }),
  },
  "aws:elasticache/userGroup:UserGroup": {
    id: idIs("userGroupId"),
    replaces: ["userGroupId"],
    outputs: (made) => ({ arn: arn("elasticache", made, `usergroup:${made.id}`) }),
  },
  "aws:ecr/repository:Repository": {
    id: idIs("name"),
    lowerCaseNames: true,
    replaces: ["name", "encryptionConfigurations"],
    outputs: (made) => ({
      arn: arn("ecr", made, `repository/${made.id}`),
      registryId: made.accountId,
      repositoryUrl: `${made.accountId}.dkr.ecr.${made.region}.amazonaws.com/${made.id}`,
    }),
  },
  "aws:ecr/lifecyclePolicy:LifecyclePolicy": {
    id: idIs("repository"),
    replaces: ["repository", "policy"],
    outputs: ({ accountId }) => ({ registryId: accountId }),
  },
  "aws:ecr/repositoryPolicy:RepositoryPolicy": {
    id: idIs("repository"),
    replaces: ["repository"],
    outputs: ({ accountId }) => ({ registryId: accountId }),
  },
  "aws:secretsmanager/secret:Secret": {
    id: (made) => arn("secretsmanager", made, `secret:${text(made, "name")}-${made.digits(6)}`),
    replaces: ["name", "namePrefix"],
    outputs: (made) => ({ arn: made.id }),
  },
};
