import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { findCompose, isAtLeast } from "../../../automation/engine/compose-cli";
import { ensureDockerProvider } from "../../../automation/engine/provider-plugin";
import { findPulumi } from "../../../automation/engine/pulumi-cli";
import { Refusals } from "../../../automation/refusals";
import { silentReporter } from "../../../automation/reporter";
import { tools } from "../../../model/versions";
import { Programs, withEnvironment } from "../../helpers/programs";

const pulumiScript = 'test "$1" = version && echo v3.200.1';

describe("automation/engine/pulumi-cli", () => {
  let programs: Programs;
  let refusals: Refusals;
  let restore: () => void;

  beforeEach(() => {
    programs = new Programs();
    programs.useAlone("/usr/bin", "/bin");
    restore = withEnvironment({ PULUMI_HOME: join(programs.folder, "home") });
    refusals = new Refusals(join(programs.folder, "refusals.json"));
    // No test of this file may wait for the network.
    refusals.remember(`pulumi-cli@${tools.pulumi}`, "it was refused before");
  });

  afterEach(() => {
    restore();
    programs.remove();
  });

  it("finds the CLI on PATH", async () => {
    const path = programs.add("pulumi", pulumiScript);
    const found = await findPulumi(refusals, silentReporter);
    assert.deepEqual(found, { found: { path, version: "3.200.1", origin: "it is on PATH" } });
  });

  it("finds the newest version in Pulumi's own folder", async () => {
    for (const version of ["3.9.0", "3.100.0", "3.20.0"])
      programs.add("pulumi", `echo v${version}`, join(programs.folder, "home", "versions", version, "bin"));
    const found = await findPulumi(refusals, silentReporter);
    assert.ok("found" in found);
    assert.equal(found.found.version, "3.100.0");
    assert.match(found.found.origin, /^it is in /);
  });

  it("does not take the npm package's script for a CLI, not even behind a link", async () => {
    const bin = join(programs.folder, "node_modules", "pulumi");
    const script = programs.add("run.js", "echo v9.9.9", bin);
    programs.link("pulumi", script);
    const found = await findPulumi(refusals, silentReporter);
    assert.ok("missing" in found);
    assert.match(found.missing, /not on PATH/);
  });

  it("passes over a program of that name that does not run", async () => {
    programs.add("pulumi", "exit 1");
    const found = await findPulumi(refusals, silentReporter);
    assert.ok("missing" in found);
    assert.match(found.missing, /does not run/);
    assert.match(found.missing, /it was refused before/);
  });

  it("takes a provider plugin from PATH or from Pulumi's folder, and remembers a refused download", async () => {
    const cli = { path: programs.add("pulumi", "echo no network >&2; exit 1"), version: "3.1.0", origin: "" };
    const refused = await ensureDockerProvider(cli, refusals, silentReporter);
    assert.ok("missing" in refused);
    assert.match(refused.missing, /no network/);

    programs.add("pulumi", "exit 0");
    const again = await ensureDockerProvider(cli, refusals, silentReporter);
    assert.ok("missing" in again, "it must not try again at once");
    assert.match(again.missing, /is tried again after a day/);

    const plugin = programs.add("pulumi-resource-docker", "exit 0");
    assert.deepEqual(await ensureDockerProvider(cli, refusals, silentReporter), { found: plugin });
  });
});

describe("automation/engine/compose-cli", () => {
  let programs: Programs;

  beforeEach(() => {
    programs = new Programs();
    programs.useAlone();
  });

  afterEach(() => programs.remove());

  it("prefers the plugin of the docker command", async () => {
    programs.add("docker", 'test "$1" = compose && echo 2.40.0');
    programs.add("docker-compose", "echo 1.29.2");
    assert.deepEqual(await findCompose(), { found: { command: ["docker", "compose"], version: "2.40.0" } });
  });

  it("takes the program of its own where the plugin is missing", async () => {
    programs.add("docker", "exit 1");
    programs.add("docker-compose", "echo v1.29.2");
    assert.deepEqual(await findCompose(), { found: { command: ["docker-compose"], version: "1.29.2" } });
  });

  it("refuses one that is too old, and says what it found", async () => {
    programs.add("docker-compose", "echo 1.25.0");
    const found = await findCompose();
    assert.ok("missing" in found);
    assert.match(found.missing, /`docker-compose` is 1\.25\.0, and 1\.29 or newer is needed/);
  });

  it("says that there is none", async () => {
    const found = await findCompose();
    assert.ok("missing" in found);
    mkdirSync(join(programs.folder, "docker-compose"));
    assert.ok("missing" in (await findCompose()), "a folder is no program");
  });

  it("compares versions by number", () => {
    assert.ok(isAtLeast("1.29.0", "1.29"));
    assert.ok(isAtLeast("2.0.0", "1.29"));
    assert.ok(!isAtLeast("1.3.0", "1.29"));
  });
});
