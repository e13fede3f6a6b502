import assert from "node:assert/strict";
import { join } from "node:path";
import { Account } from "../helpers/aws/account";
import { AwsEndpoint, awsEnvironment } from "../helpers/aws/endpoint";
import { ACCOUNT, leftovers, others, VPC } from "../helpers/aws/leftovers";
import { PulumiProgram, pulumiForTests } from "../helpers/pulumi-program";
import { skipBecause } from "../helpers/skip";
import { repository } from "../helpers/stack";

describe("engine/drain", () => {
  const account = new Account({ id: VPC, owner: ACCOUNT }, [...leftovers, ...others]);
  let denied = true;
  const endpoint = new AwsEndpoint({
    ...account.answers(),
    "ec2:DescribeLaunchTemplates": (request) =>
      denied
        ? { status: 403, code: "UnauthorizedOperation" }
        : (account.answers()["ec2:DescribeLaunchTemplates"]?.(request) ?? { result: {} }),
  });
  let program: PulumiProgram | undefined;

  before(async function () {
    this.timeout(120_000);
    const cli = await pulumiForTests();
    if ("missing" in cli) skipBecause(this, cli.missing);
    const source = join(repository, "test", "fixtures", "programs", "drain");
    program = new PulumiProgram(cli.path, source, awsEnvironment(await endpoint.start()));
    await run("stack", "init", "dev");
    await run("up", "--yes", "--skip-preview");
  });

  after(async () => {
    program?.remove();
    await endpoint.stop();
  });

  const run = async (...args: string[]): Promise<string> => {
    const finished = await program?.run(args);
    if (finished?.code !== 0) throw new Error(`${finished?.stdout ?? ""}${finished?.stderr ?? ""}`);
    return finished.stdout;
  };

  it("asks nothing of AWS before a destroy", () => {
    assert.deepEqual(endpoint.requests, []);
  });

  it("stops a destroy with the sentence that helps, and keeps the network", async () => {
    const failure = await run("destroy", "--yes", "--skip-preview").then(
      () => assert.fail("the destroy went through"),
      (error: unknown) => (error as Error).message,
    );
    assert.match(
      failure,
      /AWS does not let these credentials call ec2:DescribeLaunchTemplates\. \[aws-denied\]/,
    );
    assert.match(failure, /Fix: Allow the action ec2:DescribeLaunchTemplates/);
    assert.match(failure, /Deleting nodes\./);
    assert.doesNotMatch(failure, /Deleting (subnet|vpc)\./);
  });

  it("goes on with the next one: first the drain, then the network", async () => {
    denied = false;
    const said = await run("destroy", "--yes", "--skip-preview");
    const diagnostics = said.slice(said.indexOf("Diagnostics:"));
    const order = ["load balancer k8s-web", "volume data", "Deleting subnet.", "Deleting vpc."];
    const places = order.map((text) => diagnostics.indexOf(text));
    assert.ok(
      places.every((place) => place >= 0),
      said,
    );
    assert.deepEqual(
      places,
      [...places].sort((a, b) => a - b),
    );
    assert.deepEqual([...account.things.keys()].sort(), others.map(({ id }) => id).sort());
  });
});
