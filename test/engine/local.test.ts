import assert from "node:assert/strict";
import { join } from "node:path";
import { PulumiProgram, pulumiForTests } from "../helpers/pulumi-program";
import { skipBecause } from "../helpers/skip";
import { imageWithShell } from "../helpers/small-stack";
import { docker, dockerAnswers, freePort } from "../helpers/stack";
import type { Finished } from "../helpers/stack";

const fixtures = join(__dirname, "../fixtures/engine");
const NAME = `plinth-test-${String(process.pid)}`;
const UP = ["up", "--yes", "--skip-preview"] as const;

/** What Pulumi prints of a run, for a message where a test fails. */
const said = ({ stdout, stderr }: Finished): string => `${stdout}\n${stderr}`;

describe("engine/local", function () {
  this.timeout(600_000);
  let image = "";
  let program: PulumiProgram | undefined;

  before(async function () {
    if (!(await dockerAnswers())) skipBecause(this, "no Docker engine answers");
    const found = await pulumiForTests();
    if ("missing" in found) skipBecause(this, found.missing);
    const present = await imageWithShell();
    if (present === undefined) skipBecause(this, "no image with a shell is present, and none can be pulled");
    image = present;
    const [one, two] = [await freePort(), await freePort()];
    program = new PulumiProgram(found.path, fixtures, {
      TEST_NAME: NAME,
      TEST_IMAGE: image,
      TEST_PORT_ONE: String(one),
      TEST_PORT_TWO: String(two),
    });
    const created = await program.run(["stack", "init", "test"]);
    assert.equal(created.code, 0, said(created));
  });

  after(async () => {
    await program?.run(["destroy", "--yes", "--skip-preview"]);
    program?.remove();
  });

  async function run(
    file: string,
    args: readonly string[],
    environment: Record<string, string> = {},
  ): Promise<Finished> {
    assert.ok(program);
    return program.run(args, { COMPOSE_FILE: join(fixtures, file), ...environment });
  }

  async function succeeds(
    file: string,
    args: readonly string[],
    environment: Record<string, string> = {},
  ): Promise<string> {
    const finished = await run(file, args, environment);
    assert.equal(finished.code, 0, said(finished));
    return finished.stdout;
  }

  async function containers(): Promise<string[]> {
    const names = await docker(
      "ps",
      "--all",
      "--filter",
      `name=${NAME}-`,
      "--format",
      "{{.Names}} {{.State}}",
    );
    return names
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.slice(NAME.length + 1))
      .sort();
  }

  const runsOfPrepare = async (): Promise<number> => {
    const command = ["run", "--rm", "--volume", `${NAME}-data:/data`, image, "cat", "/data/runs"];
    return (await docker(...command)).split("\n").length;
  };
  const idOf = (service: string): Promise<string> =>
    docker("inspect", "--format", "{{.Id}}", `${NAME}-${service}`);

  describe("a stack with everything that could drift", () => {
    const FILE = "stack.yaml";
    const ALL = ["prepare exited", "store running", "web running"];

    it("comes up, each service after what it depends on", async () => {
      await succeeds(FILE, UP);
      assert.deepEqual(await containers(), ALL);
      const started = async (service: string, field: string): Promise<number> =>
        Date.parse(await docker("inspect", "--format", `{{.State.${field}}}`, `${NAME}-${service}`));
      assert.ok((await started("store", "StartedAt")) >= (await started("prepare", "FinishedAt")));
      // The store writes the file that its health check looks for a second after it started.
      assert.ok((await started("web", "StartedAt")) >= (await started("store", "StartedAt")) + 1000);
    });

    it("shows no change when it is brought up again, and does the work of its one-shot again", async () => {
      assert.equal(await runsOfPrepare(), 1);
      await succeeds(FILE, [...UP, "--expect-no-changes"]);
      assert.equal(await runsOfPrepare(), 2);
    });

    it("shows no drift when it is refreshed, and no change after that", async () => {
      await succeeds(FILE, ["refresh", "--yes", "--expect-no-changes"]);
      await succeeds(FILE, ["preview", "--expect-no-changes"]);
    });

    it("starts a service again that somebody stopped", async () => {
      await docker("stop", "--time", "0", `${NAME}-store`);
      await succeeds(FILE, [...UP, "--expect-no-changes"]);
      assert.deepEqual(await containers(), ALL);
    });

    it("makes only the container anew whose definition changed", async () => {
      const before = { store: await idOf("store"), web: await idOf("web") };
      await succeeds(FILE, UP, { TEST_VALUE: "two" });
      assert.notEqual(await idOf("store"), before.store);
      assert.equal(await idOf("web"), before.web);
      assert.match(await docker("inspect", "--format", "{{.Config.Env}}", `${NAME}-store`), /Z_VALUE=two/);
    });

    it("leaves nothing behind but the image when it is destroyed", async () => {
      await succeeds(FILE, ["destroy", "--yes", "--skip-preview"]);
      assert.deepEqual(await containers(), []);
      assert.equal(await docker("network", "ls", "--quiet", "--filter", `name=${NAME}-`), "");
      assert.equal(await docker("volume", "ls", "--quiet", "--filter", `name=${NAME}-`), "");
      await docker("image", "inspect", "--format", "{{.Id}}", image);
    });
  });

  describe("a one-shot that fails", () => {
    const FILE = "failing-one-shot.yaml";

    it("ends the run with the end of its log, and nothing behind it is created", async () => {
      const finished = await run(FILE, UP);
      assert.notEqual(finished.code, 0);
      assert.match(
        finished.stdout,
        /error: The service migrate did not come up: it ended with exit code 7\./,
      );
      assert.match(finished.stdout, /the schema is broken/);
      assert.deepEqual(await containers(), ["migrate exited"]);
    });

    it("is run again by the next `up`, which goes on from there", async () => {
      await docker("run", "--rm", "--volume", `${NAME}-data:/data`, image, "touch", "/data/repaired");
      await succeeds(FILE, UP);
      assert.deepEqual(await containers(), ["migrate exited", "second running", "server running"]);
      await succeeds(FILE, [...UP, "--expect-no-changes"]);
      await succeeds(FILE, ["destroy", "--yes", "--skip-preview"]);
    });
  });

  describe("a service that is not healthy", () => {
    const FILE = "unhealthy.yaml";

    it("ends the run with the end of its log, in every run", async () => {
      for (const args of [UP, [...UP, "--refresh"]]) {
        const finished = await run(FILE, args, { TEST_HEALTH: "false" });
        assert.notEqual(finished.code, 0);
        assert.match(
          finished.stdout,
          /error: The service sick did not come up: (?:its health check fails|it is not)/,
        );
        assert.match(finished.stdout, /cannot open the vault/);
        assert.deepEqual(await containers(), ["sick running"]);
      }
    });

    it("lets the others come up when its definition is corrected", async () => {
      await succeeds(FILE, UP, { TEST_HEALTH: "true" });
      assert.deepEqual(await containers(), ["behind running", "sick running"]);
      await succeeds(FILE, ["destroy", "--yes", "--skip-preview"]);
    });
  });

  it("names the line of a compose file that is wrong, and changes nothing", async () => {
    const finished = await run("../compose/invalid/deploy.yaml", ["preview"]);
    assert.notEqual(finished.code, 0);
    assert.match(said(finished), /deploy\.yaml:4:5 services\.redis\.deploy is not a supported key/);
  });
});
