import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Repositories } from "../../../components/eks/repositories";
import { repositoryIds } from "../../../model/eks/scope";
import { scope } from "../../helpers/eks-scope";
import { Registrations, valueOf } from "../../helpers/registrations";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/ecr";
const REPOSITORY = "aws:ecr/repository:Repository";
const LIFECYCLE = "aws:ecr/lifecyclePolicy:LifecyclePolicy";

describe("components/eks/repositories", () => {
  const registered = new Registrations();

  async function create(deletionProtection = true) {
    const outputs = (_: string, name: string) => ({ repositoryUrl: `registry/${name}` });
    await registered.start({ stack: "prod", preview: false, outputs });
    const repositories = new Repositories("plinth", {
      scope: { ...scope, deletionProtection },
      keyArn: KEY,
    });
    return valueOf(pulumi.output(repositories.urls));
  }

  it("makes a repository for each image, with a lifecycle, as its children", async () => {
    const urls = await create();
    assert.deepEqual(registered.names(), [
      ...repositoryIds.map((id) => `${LIFECYCLE} plinth-${id}`).sort(),
      ...repositoryIds.map((id) => `${REPOSITORY} plinth-${id}`).sort(),
      "plinth:eks:Repositories plinth",
    ]);
    assert.equal(urls.router, "registry/plinth-router");
    const children = registered.all().filter(({ type }) => type.startsWith("aws:"));
    assert.ok(children.every(({ parent }) => parent.endsWith("Repositories::plinth")));
  });

  it("keeps tags where they are, scans, and encrypts with the key", async () => {
    await create();
    assert.deepEqual(registered.get(REPOSITORY, "plinth-ray").inputs, {
      name: "plinth/ray",
      imageTagMutability: "IMMUTABLE",
      imageScanningConfiguration: { scanOnPush: true },
      encryptionConfigurations: [{ encryptionType: "KMS", kmsKey: KEY }],
      forceDelete: false,
    });
  });

  it("drops images without a tag after two weeks, and no others", async () => {
    await create();
    const { inputs } = registered.get(LIFECYCLE, "plinth-ray");
    const { rules } = JSON.parse(inputs["policy"] as string) as { rules: { selection: object }[] };
    assert.equal(inputs["repository"], "plinth/ray");
    assert.deepEqual(
      rules.map(({ selection }) => selection),
      [{ tagStatus: "untagged", countType: "sinceImagePushed", countUnit: "days", countNumber: 14 }],
    );
  });

  it("deletes images with their repository only where the stack is not protected", async () => {
    await create(false);
    assert.equal(registered.get(REPOSITORY, "plinth-ray").inputs["forceDelete"], true);
  });
});
