/** The keys that encrypt what the stack holds. */

import { Alias } from "@pulumi/aws/kms/alias";
import { Key } from "@pulumi/aws/kms/key";
import * as pulumi from "@pulumi/pulumi";
import { keyPolicy } from "../../model/eks/key-policies";
import { keyAlias, keyPurposes } from "../../model/eks/scope";
import type { KeyPurpose, Scope } from "../../model/eks/scope";

/** Arguments of `Keys`. */
export interface KeysArgs {
  /** The stack that the keys belong to. */
  readonly scope: Scope;
}

const TYPE = "plinth:eks:Keys";

const descriptions: Readonly<Record<KeyPurpose, string>> = {
  cluster: "secrets in Kubernetes",
  ebs: "volumes of nodes and pods",
  logs: "log groups",
  s3: "buckets",
  database: "databases, caches and their passwords",
  ecr: "container images",
  vault: "the seal of Vault",
};

/** KMS's default, said openly: https://docs.aws.amazon.com/kms/latest/developerguide/rotate-keys.html */
const ROTATION_DAYS = 365;

/**
 * KMS's longest and shortest time in which the deletion of a key can be taken back. Whatever a deleted key has encrypted
 * is lost, so that only a stack without protection takes the short one.
 *
 * Source: https://docs.aws.amazon.com/kms/latest/APIReference/API_ScheduleKeyDeletion.html
 */
const DELETION_WINDOW_DAYS = { protected: 30, unprotected: 7 } as const;

/**
 * One key for each purpose, so that who may read logs cannot read the database, and each can be revoked on its own.
 *
 * @example
 * const keys = new Keys("plinth", { scope });
 * new LogGroup("logs", { kmsKeyId: keys.arns.logs });
 */
export class Keys extends pulumi.ComponentResource {
  /** ARN of each key; known when its alias is there too, as the policies of roles name keys by alias. */
  readonly arns: Readonly<Record<KeyPurpose, pulumi.Output<string>>>;

  constructor(name: string, { scope }: KeysArgs, options: pulumi.ComponentResourceOptions = {}) {
    super(TYPE, name, {}, options);
    const arns = keyPurposes.map((purpose) => [purpose, this.createKey(name, scope, purpose)] as const);
    this.arns = Object.fromEntries(arns) as Record<KeyPurpose, pulumi.Output<string>>;
    this.registerOutputs({ arns: this.arns });
  }

  private createKey(name: string, scope: Scope, purpose: KeyPurpose): pulumi.Output<string> {
    const window = scope.deletionProtection ? "protected" : "unprotected";
    const key = new Key(
      `${name}-${purpose}`,
      {
        description: `${scope.name}: ${descriptions[purpose]}`,
        policy: JSON.stringify(keyPolicy(scope, purpose)),
        enableKeyRotation: true,
        rotationPeriodInDays: ROTATION_DAYS,
        deletionWindowInDays: DELETION_WINDOW_DAYS[window],
        tags: { Name: `${scope.name}-${purpose}` },
      },
      { parent: this, protect: scope.deletionProtection },
    );
    const alias = new Alias(
      `${name}-${purpose}`,
      { name: keyAlias(scope, purpose), targetKeyId: key.keyId },
      { parent: this },
    );
    return pulumi.all([key.arn, alias.name]).apply(([arn]) => arn);
  }
}
