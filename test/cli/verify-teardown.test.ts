import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { loadStackConfig } from "../../automation/local/stack";
import { AwsEndpoint, awsEnvironment } from "../helpers/aws/endpoint";
import { remainsAnswers } from "../helpers/aws/remains";
import type { Remains } from "../helpers/aws/remains";
import { execute, repository } from "../helpers/stack";
import type { Finished } from "../helpers/stack";

describe("cli/commands/verify-teardown", function () {
  this.timeout(120_000);
  const config = loadStackConfig("prod");
  assert.ok(config.target === "eks");
  const { accountId, region, repository: owner } = config;

  const verify = async (remains: Remains, ...options: string[]): Promise<Finished> => {
    const endpoint = new AwsEndpoint(remainsAnswers({ account: accountId, ...remains }));
    const env = awsEnvironment(await endpoint.start());
    try {
      return await execute(join(repository, "plinth"), ["verify-teardown", "prod", ...options], { env });
    } finally {
      await endpoint.stop();
    }
  };
  const volume = `arn:aws:ec2:${region}:${accountId}:volume/vol-1`;
  const key = `arn:aws:kms:${region}:${accountId}:key/1`;
  const tags = { Stack: "prod", Repository: owner, ManagedBy: "pulumi" };

  it("exits with 0 and one sentence where nothing is left", async () => {
    const { code, stdout } = await verify({});
    assert.equal(code, 0);
    assert.equal(stdout, `Nothing is left of the stack prod in the account ${accountId}, ${region}.\n`);
  });

  it("exits with 1 and a table where something is", async () => {
    const { code, stdout } = await verify({ tagged: { [volume]: tags }, present: ["vol-1"] });
    assert.equal(code, 1);
    const [head = "", row = "", , verdict] = stdout.split("\n");
    assert.match(head, /^WHAT {2,}ARN {2,}WHY {2,}REMOVE IT WITH$/);
    assert.ok(row.startsWith("volume") && row.includes(volume), row);
    assert.ok(row.endsWith(`aws ec2 delete-volume --region ${region} --volume-id vol-1`), row);
    assert.equal(verdict, `1 thing is left of the stack prod in the account ${accountId}, ${region}.`);
  });

  it("lists keys that wait for their deletion apart, and exits with 0", async () => {
    const keys = { [key]: { KeyState: "PendingDeletion", DeletionDate: 1_800_000_000 } };
    const { code, stdout } = await verify({ tagged: { [key]: tags }, keys });
    assert.equal(code, 0);
    assert.match(stdout, /^AWS deletes these by itself:\n.*\n.*waits for its deletion on 2027-01-15/);
    assert.match(stdout, /Nothing is left/);
  });

  it("answers with a document", async () => {
    const { code, stdout } = await verify({ tagged: { [volume]: tags }, present: ["vol-1"] }, "--json");
    assert.equal(code, 1);
    const document = JSON.parse(stdout) as { stack: string; left: { arn: string }[]; pending: [] };
    assert.deepEqual(
      { ...document, left: document.left.map(({ arn }) => arn) },
      { stack: "prod", accountId, region, left: [volume], pending: [] },
    );
  });

  it("exits with 3 for credentials of another account", async () => {
    const { code, stderr } = await verify({ account: "999999999999" });
    assert.equal(code, 3);
    assert.match(stderr, /for the AWS account 999999999999.*\[aws-account\]/);
  });

  it("leaves at once when it is interrupted, and says what to do", async () => {
    const silent = createServer();
    const asked = new Promise((resolve) => silent.once("request", resolve));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const child = spawn(join(repository, "plinth"), ["verify-teardown", "prod"], {
      env: { ...process.env, ...awsEnvironment(url) },
      stdio: ["ignore", "ignore", "pipe"],
    });
    try {
      const ended = Promise.all([once(child, "exit"), text(child.stderr)]);
      await asked;
      child.kill("SIGINT");
      const [end, said] = await ended;
      assert.deepEqual(end, [130, null]);
      assert.match(
        said,
        /Interrupted: nothing was changed\. \[interrupted\]\nFix: Run the same command again\./,
      );
    } finally {
      child.kill("SIGKILL");
      silent.closeAllConnections();
      silent.close();
    }
  });

  it("exits with 2 for a stack that is not there, or of another target", async () => {
    for (const stack of ["nope", "dev"]) {
      const { code } = await execute(join(repository, "plinth"), ["verify-teardown", stack]);
      assert.equal(code, 2, stack);
    }
  });
});
