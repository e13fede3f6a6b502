import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { platformReference } from "../../../components/eks/platform-reference";
import { eksOutputs } from "../../helpers/outputs";
import { valueOf } from "../../helpers/registrations";

describe("components/eks/platform-reference", () => {
  let referenced: string[];

  const start = async (outputs: object, secretOutputNames: string[] = []): Promise<void> => {
    referenced = [];
    await pulumi.runtime.setMocks(
      {
        newResource: ({ type, name, inputs }) => {
          if (type === "pulumi:pulumi:StackReference") referenced.push(name);
          return { id: name, state: { ...(inputs as object), outputs, secretOutputNames } };
        },
        call: () => ({}),
      },
      "workloads",
      "prod",
      false,
      "example",
    );
  };

  it("gives every output of the other stack", async () => {
    await start(eksOutputs);
    const platform = platformReference("example/plinth/prod");
    for (const [name, output] of Object.entries(platform))
      assert.deepEqual(
        await valueOf(output as pulumi.Output<unknown>),
        eksOutputs[name as keyof typeof eksOutputs],
        name,
      );
    assert.deepEqual(referenced, ["example/plinth/prod"]);
  });

  it("takes the last part of a name for a stack of the same organization and project", async () => {
    await start(eksOutputs);
    assert.equal(await valueOf(platformReference("staging").vpcId), "vpc-1");
    assert.deepEqual(referenced, ["example/workloads/staging"]);
  });

  it("keeps a secret secret", async () => {
    await start(eksOutputs, ["kubeconfig"]);
    const { kubeconfig, vpcId } = platformReference("prod");
    assert.equal(await pulumi.isSecret(kubeconfig), true);
    assert.equal(await pulumi.isSecret(vpcId), false);
  });

  it("is undefined where an output may be absent and is", async () => {
    const { githubRoles, ...rest } = eksOutputs;
    assert.ok(githubRoles !== undefined);
    await start(rest);
    assert.equal(await valueOf(platformReference("prod").githubRoles), undefined);
  });

  it("fails with a sentence where an output is missing or of another form", async () => {
    const { vpcId, ...rest } = eksOutputs;
    assert.ok(vpcId !== "");
    await start({ ...rest, pools: "cpu" });
    const platform = platformReference("prod");
    await assert.rejects(
      valueOf(platform.vpcId),
      /The stack example\/workloads\/prod cannot be built upon.*The output vpcId is missing/s,
    );
    await assert.rejects(valueOf(platform.pools), /The output pools is not what it should be/);
  });
});
