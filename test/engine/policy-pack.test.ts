import assert from "node:assert/strict";
import { existsSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { plan } from "../../automation/plan";
import type { Plan } from "../../automation/plan";
import { judge } from "../../automation/policy/judge";
import { silentReporter } from "../../automation/reporter";
import { PulumiProgram, pulumiForTests } from "../helpers/pulumi-program";
import { skipBecause } from "../helpers/skip";
import { dockerAnswers, repository } from "../helpers/stack";
import type { Finished } from "../helpers/stack";

const fixture = join(__dirname, "../fixtures/policy-pack");
const pack = join(repository, "policypack");
const waiver = { reason: "It is torn down tonight.", owner: "platform-team", expires: "2999-12-31" };

/** What the CLI lists under its heading `Policies`, as `<level> <rule> <resource>`. */
function listed({ stdout }: Finished): string[] {
  const lines = stdout.matchAll(/^ +- \[(\w+)\].* {2}([\w-]+) {2}\([^ ]+: ([^ ]+)\)$/gm);
  return [...lines].map(([, level, rule, name]) => `${level} ${rule} ${name}`).sort();
}

/** Everything here is what the CLI does with the pack as it is, beside what is said of the same program in process. */
describe("engine/policy-pack", function () {
  this.timeout(600_000);
  let program: PulumiProgram | undefined;
  let planned: Plan | undefined;

  before(async function () {
    if (!(await dockerAnswers()))
      skipBecause(this, "no Docker engine answers, which Pulumi's provider wants");
    const found = await pulumiForTests();
    if ("missing" in found) skipBecause(this, found.missing);
    program = new PulumiProgram(found.path, fixture, {});
    const created = await program.run(["stack", "init", "test"]);
    assert.equal(created.code, 0, created.stderr);
    const context = { reporter: silentReporter, signal: new AbortController().signal };
    planned = await plan({ program: fixture, stack: "test" }, context);
  });

  after(() => program?.remove());
  afterEach(() => {
    if (program) rmSync(join(program.folder, "waivers.yaml"), { force: true });
  });

  function preview(...args: string[]): Promise<Finished> {
    assert.ok(program);
    return program.run(["preview", "--stack", "test", "--policy-pack", pack, ...args]);
  }

  /** The same of the plan; waived findings are those that the CLI does not list. */
  async function inProcess(profile: "baseline" | "strict" = "baseline"): Promise<string[]> {
    assert.ok(planned && program);
    const waivers = join(program.folder, "waivers.yaml");
    const { findings } = await judge(planned, { profile, ...(existsSync(waivers) && { waivers }) });
    const open = findings.filter(({ waived }) => waived === undefined);
    return open
      .map(({ enforcementLevel, rule, urn }) => {
        const name = urn?.split("::").at(-1) ?? "policy-pack-test";
        return `${enforcementLevel} ${rule} ${name}`;
      })
      .sort();
  }

  function writeWaivers(waivers: readonly object[]): void {
    assert.ok(program);
    writeFileSync(join(program.folder, "waivers.yaml"), JSON.stringify(waivers, undefined, 1));
  }

  it("blocks what is denied in process, with the same warnings beside it", async () => {
    const finished = await preview();
    assert.notEqual(finished.code, 0);
    const found = listed(finished);
    assert.deepEqual(found, await inProcess());
    assert.ok(found.includes("mandatory docker-socket open"), finished.stdout);
    assert.ok(found.includes("mandatory docker-loopback-ports published"), finished.stdout);
  });

  it("takes a profile as its config", async () => {
    const finished = await preview("--policy-pack-config", join(pack, "profiles", "strict.json"));
    const found = listed(finished);
    assert.deepEqual(found, await inProcess("strict"));
    assert.ok(
      found.every((line) => line.startsWith("mandatory")),
      finished.stdout,
    );
  });

  it("lets pass what is waived beside Pulumi.yaml, and says who waived it until when", async () => {
    const denied = (await inProcess()).filter((line) => line.startsWith("mandatory"));
    const rules = [...new Set(denied.map((line) => line.split(" ")[1]))];
    writeWaivers(rules.map((rule) => ({ ...waiver, rule, urn: "*::docker:index/container:Container::*" })));
    const finished = await preview();
    assert.equal(finished.code, 0, finished.stdout);
    const applied = listed(finished).filter((line) => line.includes(" waivers-applied "));
    assert.equal(applied.length, denied.length);
    assert.match(
      finished.stdout,
      /docker-socket is waived by platform-team until 2999-12-31 \(It is torn down/,
    );
    assert.ok((await inProcess()).every((line) => line.startsWith("advisory")));
  });

  it("blocks a waiver that is not used, one that has expired and one that is misspelt, each with its line", async () => {
    writeWaivers([
      { ...waiver, rule: "docker-socket", urn: "*::published" },
      { ...waiver, rule: "docker-privileged", urn: "*", expires: "2020-01-31" },
      { ...waiver, rule: "docker-sockett", urn: "*" },
    ]);
    const finished = await preview();
    assert.notEqual(finished.code, 0);
    assert.match(finished.stdout, /waivers\.yaml:2: the waiver of `docker-socket` .* is not used/);
    assert.match(
      finished.stdout,
      /waivers\.yaml:9: the waiver of `docker-privileged` .* expired on 2020-01-31/,
    );
    assert.match(finished.stdout, /waivers\.yaml:20: there is no rule `docker-sockett`; did you mean/);
    assert.deepEqual(listed(finished), await inProcess());
  });
});
