/** Roles for workflows of GitHub. */

import { OpenIdConnectProvider } from "@pulumi/aws/iam/openIdConnectProvider";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import * as pulumi from "@pulumi/pulumi";
import { deployStatements } from "../../../model/eks/github-deploy";
import { GITHUB_AUDIENCE, GITHUB_ISSUER, githubTrust, previewStatements } from "../../../model/eks/github";
import type { GithubPurpose, GithubSubject } from "../../../model/eks/github";
import { policyDocument } from "../../../model/eks/policy-document";
import { roleName } from "../../../model/eks/scope";
import type { Scope } from "../../../model/eks/scope";

/** Arguments of `GithubRoles`. */
export interface GithubRolesArgs {
  readonly scope: Scope;
  readonly github: GithubSubject & {
    /** Whether the account has the provider of GitHub already; it can have one only. @default false */
    readonly existingProvider?: boolean;
  };
  readonly boundaryArn: pulumi.Input<string>;
}

const TYPE = "plinth:eks:GithubRoles";

/** Seconds that a session may last. A cluster takes half an hour to make. */
const SESSION_SECONDS: Readonly<Record<GithubPurpose, number>> = { preview: 3600, deploy: 7200 };

/**
 * Two roles that workflows of one repository take by their own tokens: pull requests read, one environment deploys.
 *
 * @example
 * new GithubRoles("plinth", { scope, github: { repository: "example/plinth", environment: "production" }, boundaryArn });
 */
export class GithubRoles extends pulumi.ComponentResource {
  readonly previewRoleArn: pulumi.Output<string>;
  readonly deployRoleArn: pulumi.Output<string>;

  constructor(name: string, args: GithubRolesArgs, options: pulumi.ComponentResourceOptions = {}) {
    super(TYPE, name, {}, options);
    const provider = args.github.existingProvider === true ? [] : [this.createProvider(name)];
    this.previewRoleArn = this.createRole(name, "preview", args, provider);
    this.deployRoleArn = this.createRole(name, "deploy", args, provider);
    this.registerOutputs({ previewRoleArn: this.previewRoleArn, deployRoleArn: this.deployRoleArn });
  }

  /** IAM trusts GitHub's certificate by its authority, so that no thumbprint is needed. */
  private createProvider(name: string): OpenIdConnectProvider {
    return new OpenIdConnectProvider(
      `${name}-github`,
      { url: `https://${GITHUB_ISSUER}`, clientIdLists: [GITHUB_AUDIENCE] },
      { parent: this },
    );
  }

  private createRole(
    name: string,
    purpose: GithubPurpose,
    { scope, github, boundaryArn }: GithubRolesArgs,
    provider: pulumi.Resource[],
  ): pulumi.Output<string> {
    const id = `github-${purpose}`;
    const statements = purpose === "preview" ? previewStatements() : deployStatements(scope);
    const role = new Role(
      `${name}-${id}`,
      {
        name: roleName(scope, id),
        description: `Workflows of ${github.repository} that ${purpose} the stack ${scope.name}`,
        // The provider's ARN follows from its name, so the trust is known text.
        assumeRolePolicy: JSON.stringify(githubTrust(scope, github, purpose)),
        maxSessionDuration: SESSION_SECONDS[purpose],
        permissionsBoundary: boundaryArn,
      },
      { parent: this, dependsOn: provider },
    );
    const policy = new RolePolicy(
      `${name}-${id}`,
      { name: purpose, role: role.name, policy: JSON.stringify(policyDocument(...statements)) },
      { parent: this },
    );
    return pulumi.all([role.arn, policy.id]).apply(([arn]) => arn);
  }
}
