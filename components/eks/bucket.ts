/** One private bucket. */

import { Bucket } from "@pulumi/aws/s3/bucket";
import { BucketLifecycleConfiguration } from "@pulumi/aws/s3/bucketLifecycleConfiguration";
import { BucketLogging } from "@pulumi/aws/s3/bucketLogging";
import { BucketOwnershipControls } from "@pulumi/aws/s3/bucketOwnershipControls";
import { BucketPolicy } from "@pulumi/aws/s3/bucketPolicy";
import { BucketPublicAccessBlock } from "@pulumi/aws/s3/bucketPublicAccessBlock";
import { BucketServerSideEncryptionConfiguration } from "@pulumi/aws/s3/bucketServerSideEncryptionConfiguration";
import { BucketVersioning } from "@pulumi/aws/s3/bucketVersioning";
import * as pulumi from "@pulumi/pulumi";
import { NONCURRENT_DAYS, UNFINISHED_DAYS } from "../../model/eks/buckets";
import type { BucketExpiry } from "../../model/eks/buckets";
import type { PolicyDocument } from "../../model/eks/policy-document";
import type { Scope } from "../../model/eks/scope";

/** Arguments of `PrivateBucket`. */
export interface PrivateBucketArgs {
  readonly scope: Scope;
  /** Name of the bucket; names are global. */
  readonly bucketName: string;
  /** The whole policy, which must deny plain HTTP: data, so that it can be judged before the bucket is there. */
  readonly policy: PolicyDocument;
  /** The key that encrypts the objects. @default S3's own, as the delivery of access logs supports no other */
  readonly keyArn?: pulumi.Input<string>;
  /** The bucket that accesses are logged to. @default none: it is such a bucket itself */
  readonly accessLogs?: pulumi.Input<string>;
  /** When objects go by themselves. @default never */
  readonly expiry?: BucketExpiry;
}

const TYPE = "plinth:eks:PrivateBucket";

/**
 * A bucket of the account alone: encrypted, versioned, without ACLs and public access, reached by TLS only.
 *
 * Without the stack's deletion protection a destroy deletes its objects with it.
 *
 * @example
 * new PrivateBucket("plinth-loki", { scope, bucketName, policy: bucketPolicy(scope, bucketName), keyArn, accessLogs });
 */
export class PrivateBucket extends pulumi.ComponentResource {
  /** Name of the bucket; known when everything that protects it is there. */
  readonly bucketName: pulumi.Output<string>;

  constructor(name: string, args: PrivateBucketArgs, options: pulumi.ComponentResourceOptions = {}) {
    super(TYPE, name, {}, options);
    const bucket = new Bucket(
      name,
      { bucket: args.bucketName, forceDestroy: !args.scope.deletionProtection },
      { parent: this, protect: args.scope.deletionProtection },
    );
    const guards = [
      this.blockPublicAccess(name, bucket),
      this.encrypt(name, bucket, args.keyArn),
      this.keepVersions(name, bucket, args.expiry),
      ...(args.accessLogs === undefined ? [] : [this.logAccess(name, bucket, args.accessLogs)]),
    ];
    const policy = this.applyPolicy(name, bucket, args.policy, guards);
    this.bucketName = pulumi.all([bucket.id, policy.id]).apply(([id]) => id);
    this.registerOutputs({ bucketName: this.bucketName });
  }

  private blockPublicAccess(name: string, bucket: Bucket): pulumi.Resource {
    new BucketOwnershipControls(
      name,
      { bucket: bucket.id, rule: { objectOwnership: "BucketOwnerEnforced" } },
      { parent: this },
    );
    return new BucketPublicAccessBlock(
      name,
      {
        bucket: bucket.id,
        blockPublicAcls: true,
        blockPublicPolicy: true,
        ignorePublicAcls: true,
        restrictPublicBuckets: true,
      },
      { parent: this },
    );
  }

  /** With a bucket key, S3 asks KMS once for many objects. */
  private encrypt(name: string, bucket: Bucket, keyArn: pulumi.Input<string> | undefined): pulumi.Resource {
    const rule =
      keyArn === undefined
        ? { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } }
        : {
            applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: keyArn },
            bucketKeyEnabled: true,
          };
    return new BucketServerSideEncryptionConfiguration(
      name,
      { bucket: bucket.id, rules: [rule] },
      { parent: this },
    );
  }

  private keepVersions(name: string, bucket: Bucket, expiry: BucketExpiry | undefined): pulumi.Resource {
    const versioning = new BucketVersioning(
      name,
      { bucket: bucket.id, versioningConfiguration: { status: "Enabled" } },
      { parent: this },
    );
    const expire = expiry && {
      id: "expire",
      status: "Enabled",
      filter: { prefix: expiry.prefix ?? "" },
      expiration: { days: expiry.days },
    };
    return new BucketLifecycleConfiguration(
      name,
      {
        bucket: bucket.id,
        rules: [
          {
            id: "clean-up",
            status: "Enabled",
            filter: { prefix: "" },
            noncurrentVersionExpiration: { noncurrentDays: NONCURRENT_DAYS },
            abortIncompleteMultipartUpload: { daysAfterInitiation: UNFINISHED_DAYS },
          },
          ...(expire ? [expire] : []),
        ],
      },
      // Old versions are there to expire only once versions are kept.
      { parent: this, dependsOn: versioning },
    );
  }

  private logAccess(name: string, bucket: Bucket, target: pulumi.Input<string>): pulumi.Resource {
    return new BucketLogging(
      name,
      { bucket: bucket.id, targetBucket: target, targetPrefix: `${name}/` },
      { parent: this },
    );
  }

  /** After the public access block: S3 refuses to change both at the same time. */
  private applyPolicy(
    name: string,
    bucket: Bucket,
    policy: PolicyDocument,
    after: pulumi.Resource[],
  ): BucketPolicy {
    return new BucketPolicy(
      name,
      { bucket: bucket.id, policy: JSON.stringify(policy) },
      { parent: this, dependsOn: after },
    );
  }
}
