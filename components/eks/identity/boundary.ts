/** The most that any role of the stack can do. */

import { Policy } from "@pulumi/aws/iam/policy";
import * as pulumi from "@pulumi/pulumi";
import { boundaryDocument } from "../../../model/eks/boundary";
import { boundaryName } from "../../../model/eks/scope";
import type { Scope } from "../../../model/eks/scope";

/** Arguments of `PermissionsBoundary`. */
export interface PermissionsBoundaryArgs {
  readonly scope: Scope;
}

const TYPE = "plinth:eks:PermissionsBoundary";

/**
 * The permissions boundary of every role of the stack: whatever a role's own policies allow, it can do no more than this.
 *
 * @example
 * const boundary = new PermissionsBoundary("plinth", { scope });
 * @see https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
 */
export class PermissionsBoundary extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(
    name: string,
    { scope }: PermissionsBoundaryArgs,
    options: pulumi.ComponentResourceOptions = {},
  ) {
    super(TYPE, name, {}, options);
    const policy = new Policy(
      `${name}-boundary`,
      {
        name: boundaryName(scope),
        description: `The most that a role of the stack ${scope.name} can do`,
        policy: JSON.stringify(boundaryDocument(scope)),
      },
      { parent: this },
    );
    this.arn = policy.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
