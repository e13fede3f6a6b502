import assert from "node:assert/strict";
import { DockerCli } from "../../../components/local/container-engine";
import { isPlinthError } from "../../../model/errors";
import type { PlinthError } from "../../../model/errors";
import { Programs } from "../../helpers/programs";

describe("components/local/container-engine", () => {
  let programs = new Programs();
  const engine = new DockerCli();

  beforeEach(() => {
    programs = new Programs();
  });
  afterEach(() => {
    programs.remove();
  });

  /** Puts a `docker` in place that answers by its first two arguments. */
  function answer(cases: Readonly<Record<string, string>>): void {
    const branches = Object.entries(cases).map(([pattern, script]) => `"${pattern}"*) ${script};;`);
    programs.add("docker", `case "$*" in ${branches.join("\n")} esac`);
    programs.use();
  }

  async function errorOf(action: () => unknown): Promise<PlinthError> {
    try {
      await action();
    } catch (error) {
      assert.ok(isPlinthError(error), String(error));
      return error;
    }
    assert.fail("no error was thrown");
  }

  it("finds the images that are present", () => {
    answer({ "image inspect": "echo sha256:1; echo sha256:2", info: "echo true" });
    const { images, limitsSwap } = engine.survey(["a:1", "b:1"]);
    assert.deepEqual(
      [...images],
      [
        ["a:1", "sha256:1"],
        ["b:1", "sha256:2"],
      ],
    );
    assert.equal(limitsSwap, true);
  });

  it("finds the others where some are missing", () => {
    const missing = "echo 'Error response from daemon: No such image: a:1' >&2";
    answer({
      "image inspect --format {{.Id}} a:1 b:1": `echo sha256:2; ${missing}; exit 1`,
      "image inspect --format {{.Id}} a:1": `${missing}; exit 1`,
      "image inspect --format {{.Id}} b:1": "echo sha256:2",
      info: "echo false",
    });
    const { images, limitsSwap } = engine.survey(["a:1", "b:1"]);
    assert.deepEqual([...images], [["b:1", "sha256:2"]]);
    assert.equal(limitsSwap, false);
  });

  it("says that there is no docker command", async () => {
    programs.useAlone();
    assert.equal((await errorOf(() => engine.survey(["a:1"]))).code, "docker-missing");
    assert.equal((await errorOf(() => engine.inspect(["c"]))).code, "docker-missing");
  });

  it("says that the engine does not answer, each line once", async () => {
    const line = "Cannot connect to the Docker daemon at unix:///nowhere. Is the docker daemon running?";
    answer({ image: `echo '${line}' >&2; echo '${line}' >&2; exit 1` });
    const error = await errorOf(() => engine.survey(["a:1", "b:1"]));
    assert.equal(error.code, "engine-unreachable");
    assert.deepEqual(error.details, [line]);
  });

  it("leaves out containers that do not exist", async () => {
    answer({ container: `echo '[{"Id":"a"}]'; echo 'Error: No such container: b' >&2; exit 1` });
    assert.deepEqual(await engine.inspect(["a", "b"]), [{ Id: "a" }]);
    assert.deepEqual(await engine.inspect([]), []);
  });

  it("says why a container does not start", async () => {
    answer({ "container start": "echo 'Error response from daemon: port is already allocated' >&2; exit 1" });
    assert.match((await engine.start("c")) ?? "", /port is already allocated/);
    answer({ "container start": "echo c" });
    assert.equal(await engine.start("c"), undefined);
  });

  it("reads the end of a log from both streams", async () => {
    answer({ "container logs": "echo one; echo; echo two; echo three >&2" });
    assert.deepEqual(await engine.lastLines("c", 2), ["two", "three"]);
  });

  it("hands other failures on with what docker said", async () => {
    answer({ container: "echo 'something else' >&2; exit 3" });
    const error = await errorOf(() => engine.inspect(["c"]));
    assert.equal(error.code, "operation-failed");
    assert.match(error.message, /`docker container inspect` failed: something else/);
  });
});
