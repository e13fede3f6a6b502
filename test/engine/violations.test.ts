import assert from "node:assert/strict";
import { join } from "node:path";
import { plan } from "../../automation/plan";
import { judge } from "../../automation/policy/judge";
import { silentReporter } from "../../automation/reporter";
import { AwsMachine } from "../aws-stand-in/machine";
import { PulumiProgram, pulumiForTests } from "../helpers/pulumi-program";
import { skipBecause } from "../helpers/skip";
import { repository } from "../helpers/stack";
import type { Finished } from "../helpers/stack";

const fixture = join(repository, "test/fixtures/violations");

/** What the CLI lists under its heading `Policies`, as `<level> <rule> <resource>`. */
function listed({ stdout }: Finished): string[] {
  const lines = stdout.matchAll(/^ +- \[(\w+)\].* {2}([\w-]+) {2}\([^ ]+: ([^ ]+)\)$/gm);
  return [...lines].map(([, level, rule, name]) => `${level} ${rule} ${name}`).sort();
}

/**
 * The program of violations under the real CLI, with real providers of Kubernetes and Docker and the stand-in for AWS.
 *
 * None of them reaches anything: Kubernetes's provider previews with its types alone where there is no cluster.
 */
describe("engine/violations", function () {
  this.timeout(900_000);
  let machine: AwsMachine | undefined;
  let program: PulumiProgram | undefined;

  before(async function () {
    const found = await pulumiForTests("docker", "kubernetes");
    if ("missing" in found) skipBecause(this, found.missing);
    machine = await AwsMachine.start(found.path, "real");
    program = new PulumiProgram(found.path, fixture, {
      ...machine.environment,
      KUBECONFIG: join(fixture, "there-is-no-cluster"),
    });
    const created = await program.run(["stack", "init", "dev"]);
    assert.equal(created.code, 0, created.stderr);
  });
  after(() => {
    program?.remove();
    machine?.stop();
  });

  it("blocks under the CLI what is blocked in process, and warns of the same", async () => {
    assert.ok(program && machine);
    const preview = ["preview", "--stack", "dev", "--policy-pack", join(repository, "policypack")];
    const finished = await program.run(preview);
    assert.notEqual(finished.code, 0);
    const context = { reporter: silentReporter, signal: new AbortController().signal };
    const planned = await plan({ program: fixture, stack: "dev" }, context);
    const { findings } = await judge(planned, { profile: "baseline" });
    const inProcess = findings.map(
      ({ enforcementLevel, rule, urn }) => `${enforcementLevel} ${rule} ${urn?.split("::").at(-1)}`,
    );
    assert.deepEqual(listed(finished), inProcess.sort(), finished.stdout);
    assert.equal(inProcess.filter((line) => line.startsWith("mandatory")).length, 20);
    assert.deepEqual(machine.standIn.aws.store.all, []);
    assert.deepEqual(machine.proxy.refused, []);
  });
});
