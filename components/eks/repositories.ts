/** The repositories of the platform's own images. */

import { LifecyclePolicy } from "@pulumi/aws/ecr/lifecyclePolicy";
import { Repository } from "@pulumi/aws/ecr/repository";
import * as pulumi from "@pulumi/pulumi";
import { repositoryIds, repositoryName } from "../../model/eks/scope";
import type { RepositoryId, Scope } from "../../model/eks/scope";

/** Arguments of `Repositories`. */
export interface RepositoriesArgs {
  readonly scope: Scope;
  /** The key that encrypts the images. */
  readonly keyArn: pulumi.Input<string>;
}

const TYPE = "plinth:eks:Repositories";

/** Days that an image without a tag is kept: what a push has left behind, or half of one. */
const UNTAGGED_DAYS = 14;

const lifecycle = {
  rules: [
    {
      rulePriority: 1,
      description: "Images without a tag",
      selection: {
        tagStatus: "untagged",
        countType: "sinceImagePushed",
        countUnit: "days",
        countNumber: UNTAGGED_DAYS,
      },
      action: { type: "expire" },
    },
  ],
};

/**
 * One repository for each image: tags that cannot be moved, a scan at each push, a key of the stack's own.
 *
 * Without the stack's deletion protection a destroy deletes the images too.
 *
 * @example
 * const { urls } = new Repositories("plinth", { scope, keyArn: keys.arns.ecr });
 */
export class Repositories extends pulumi.ComponentResource {
  /** Where each image is pushed to, without a tag. */
  readonly urls: Readonly<Record<RepositoryId, pulumi.Output<string>>>;

  constructor(name: string, args: RepositoriesArgs, options: pulumi.ComponentResourceOptions = {}) {
    super(TYPE, name, {}, options);
    const urls = repositoryIds.map((id) => [id, this.createRepository(name, id, args)] as const);
    this.urls = Object.fromEntries(urls) as Repositories["urls"];
    this.registerOutputs({ urls: this.urls });
  }

  private createRepository(
    name: string,
    id: RepositoryId,
    { scope, keyArn }: RepositoriesArgs,
  ): pulumi.Output<string> {
    const repository = new Repository(
      `${name}-${id}`,
      {
        name: repositoryName(scope, id),
        imageTagMutability: "IMMUTABLE",
        imageScanningConfiguration: { scanOnPush: true },
        encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: keyArn }],
        forceDelete: !scope.deletionProtection,
      },
      { parent: this },
    );
    new LifecyclePolicy(
      `${name}-${id}`,
      { repository: repository.name, policy: JSON.stringify(lifecycle) },
      { parent: this },
    );
    return repository.repositoryUrl;
  }
}
