import assert from "node:assert/strict";
import { join } from "node:path";
import { EksStack } from "../helpers/eks-stack";
import { skipBecause } from "../helpers/skip";
import { repository } from "../helpers/stack";

describe("engine/two-regions", function () {
  this.timeout(600_000);
  let stack: EksStack | undefined;

  before(async function () {
    const created = await EksStack.create(join(repository, "test/fixtures/two-regions"), "test");
    if ("missing" in created) skipBecause(this, created.missing);
    stack = created;
  });
  after(() => stack?.remove());

  it("makes the same in both, each with its own tags and on what is there, and deletes both", async () => {
    assert.ok(stack);
    await stack.up();
    const made = stack.machine.standIn.aws.store.all.map(({ type, region, outputs }) => {
      const tags = outputs["tagsAll"] as Readonly<Record<string, unknown>>;
      return [type, region, tags["Region"], String(outputs["arn"]).split(":")[3]];
    });
    const regions = ["eu-central-1", "eu-west-1"];
    const expected = ["aws:ec2/subnet:Subnet", "aws:ec2/vpc:Vpc"].flatMap((type) =>
      regions.map((region) => [type, region, region, region]),
    );
    assert.deepEqual(made.sort(), expected);
    await stack.up("--expect-no-changes", "--refresh");
    await stack.destroy();
    assert.deepEqual(stack.machine.standIn.aws.store.all, []);
  });
});
