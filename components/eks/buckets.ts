/** The stack's buckets. */

import * as pulumi from "@pulumi/pulumi";
import { ACCESS_LOGS_DAYS, accessLogsPolicy, bucketExpiry, bucketPolicy } from "../../model/eks/buckets";
import { bucketIds, bucketName } from "../../model/eks/scope";
import type { BucketId, Scope } from "../../model/eks/scope";
import { PrivateBucket } from "./bucket";

/** Arguments of `Buckets`. */
export interface BucketsArgs {
  readonly scope: Scope;
  /** The key that encrypts the objects. */
  readonly keyArn: pulumi.Input<string>;
}

const TYPE = "plinth:eks:Buckets";

/**
 * The buckets of MLflow, Velero, Loki and Tempo, and one that their accesses are logged to.
 *
 * @example
 * const { names } = new Buckets("plinth", { scope, keyArn: keys.arns.s3 });
 */
export class Buckets extends pulumi.ComponentResource {
  /** Name of each bucket. */
  readonly names: Readonly<Record<BucketId, pulumi.Output<string>>>;
  /** Name of the bucket with the access logs. */
  readonly accessLogsName: pulumi.Output<string>;

  constructor(name: string, { scope, keyArn }: BucketsArgs, options: pulumi.ComponentResourceOptions = {}) {
    super(TYPE, name, {}, options);
    const logs = new PrivateBucket(
      `${name}-access-logs`,
      {
        scope,
        bucketName: bucketName(scope, "access-logs"),
        policy: accessLogsPolicy(scope),
        expiry: { days: ACCESS_LOGS_DAYS },
      },
      { parent: this },
    );
    const create = (id: BucketId) => this.createBucket(name, id, { scope, keyArn, logs });
    this.names = Object.fromEntries(bucketIds.map((id) => [id, create(id)])) as Buckets["names"];
    this.accessLogsName = logs.bucketName;
    this.registerOutputs({ names: this.names, accessLogsName: this.accessLogsName });
  }

  private createBucket(
    name: string,
    id: BucketId,
    { scope, keyArn, logs }: BucketsArgs & { readonly logs: PrivateBucket },
  ): pulumi.Output<string> {
    const expiry = bucketExpiry[id];
    const ownName = bucketName(scope, id);
    const bucket = new PrivateBucket(
      `${name}-${id}`,
      {
        scope,
        bucketName: ownName,
        policy: bucketPolicy(scope, ownName),
        keyArn,
        accessLogs: logs.bucketName,
        ...(expiry && { expiry }),
      },
      { parent: this },
    );
    return bucket.bucketName;
  }
}
