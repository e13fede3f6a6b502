import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { GithubRoles } from "../../../../components/eks/identity/github";
import type { GithubRolesArgs } from "../../../../components/eks/identity/github";
import { githubTrust, previewStatements } from "../../../../model/eks/github";
import { deployStatements } from "../../../../model/eks/github-deploy";
import { policyDocument } from "../../../../model/eks/policy-document";
import { scope } from "../../../helpers/eks-scope";
import { Registrations, valueOf } from "../../../helpers/registrations";

const PROVIDER = "aws:iam/openIdConnectProvider:OpenIdConnectProvider";
const ROLE = "aws:iam/role:Role";
const POLICY = "aws:iam/rolePolicy:RolePolicy";

const github = { repository: "example/plinth", environment: "production" };

describe("components/eks/identity/github", () => {
  const registered = new Registrations();

  async function create(change: Partial<GithubRolesArgs["github"]> = {}) {
    const outputs = (_: string, name: string) => ({ arn: `arn-of-${name}` });
    await registered.start({ stack: "prod", preview: false, outputs });
    const { previewRoleArn, deployRoleArn } = new GithubRoles("plinth", {
      scope,
      github: { ...github, ...change },
      boundaryArn: "boundary",
    });
    return valueOf(pulumi.output({ previewRoleArn, deployRoleArn }));
  }

  it("makes the provider and two roles, and no key", async () => {
    assert.deepEqual(await create(), {
      previewRoleArn: "arn-of-plinth-github-preview",
      deployRoleArn: "arn-of-plinth-github-deploy",
    });
    assert.deepEqual(registered.names(), [
      `${PROVIDER} plinth-github`,
      `${ROLE} plinth-github-deploy`,
      `${ROLE} plinth-github-preview`,
      `${POLICY} plinth-github-deploy`,
      `${POLICY} plinth-github-preview`,
      "plinth:eks:GithubRoles plinth",
    ]);
    assert.deepEqual(registered.get(PROVIDER, "plinth-github").inputs, {
      url: "https://token.actions.githubusercontent.com",
      clientIdLists: ["sts.amazonaws.com"],
    });
  });

  it("lets pull requests read and the environment deploy, both within the boundary", async () => {
    await create();
    const statements = { preview: previewStatements(), deploy: deployStatements(scope) };
    for (const purpose of ["preview", "deploy"] as const) {
      const name = `plinth-github-${purpose}`;
      const { inputs, dependencies } = registered.get(ROLE, name);
      assert.equal(inputs["name"], `plinth-eu-central-1-github-${purpose}`);
      assert.equal(inputs["permissionsBoundary"], "boundary");
      assert.deepEqual(JSON.parse(inputs["assumeRolePolicy"] as string), githubTrust(scope, github, purpose));
      assert.ok(dependencies.some((urn) => urn.endsWith("OpenIdConnectProvider::plinth-github")));
      const policy = registered.get(POLICY, name).inputs["policy"] as string;
      assert.deepEqual(JSON.parse(policy), policyDocument(...statements[purpose]));
    }
  });

  it("uses the provider that the account has, and makes no second", async () => {
    await create({ existingProvider: true });
    assert.ok(!registered.names().some((name) => name.startsWith(PROVIDER)));
    assert.equal(registered.names().filter((name) => name.startsWith(ROLE)).length, 2);
  });
});
