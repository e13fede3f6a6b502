import assert from "node:assert/strict";
import { docker, engineError } from "../../automation/docker";
import { lastLines, run } from "../../automation/process";
import { PlinthError } from "../../model/errors";
import { Programs } from "../helpers/programs";

describe("automation/process", () => {
  it("collects what a program says, and its exit code", async () => {
    const finished = await run("sh", ["-c", "echo out; echo err >&2; exit 3"]);
    assert.deepEqual(finished, {
      exitCode: 3,
      stdout: "out\n",
      stderr: "err\n",
      timedOut: false,
      notFound: false,
    });
  });

  it("hands out lines as they come, the last one too", async () => {
    const lines: string[] = [];
    await run("sh", ["-c", "printf 'a\\nb\\r\\nc'"], {
      onLine: (line, stream) => lines.push(`${stream} ${line}`),
    });
    assert.deepEqual(lines, ["stdout a", "stdout b", "stdout c"]);
  });

  it("says that there is no such program", async () => {
    const finished = await run("plinth-has-no-such-program", []);
    assert.equal(finished.notFound, true);
    assert.equal(finished.exitCode, undefined);
  });

  it("ends a program with all its children when the time is over", async () => {
    const startedAt = performance.now();
    const finished = await run("sh", ["-c", "sleep 60 & sleep 60; wait"], { timeoutSeconds: 0.2 });
    assert.equal(finished.timedOut, true);
    assert.ok(performance.now() - startedAt < 5000);
  });

  it("passes an interruption on once", async () => {
    const controller = new AbortController();
    const script = "trap 'echo interrupted' INT; echo ready; for i in 1 2 3 4 5 6; do sleep 0.1; done";
    const finished = await run("sh", ["-c", script], {
      signal: controller.signal,
      onLine: (line) => {
        if (line === "ready") controller.abort();
      },
    });
    assert.equal(finished.stdout.match(/interrupted/g)?.length, 1);
  });

  it("interrupts at once where it was aborted before", async () => {
    const finished = await run("sleep", ["60"], { signal: AbortSignal.abort() });
    assert.equal(finished.exitCode, undefined);
  });

  it("sets and removes variables", async () => {
    const { stdout } = await run("sh", ["-c", "echo $A-${HOME-unset}"], { env: { A: "1", HOME: undefined } });
    assert.equal(stdout, "1-unset\n");
  });

  it("takes the last lines that are not blank", () => {
    assert.deepEqual(lastLines("a\nb\n\n c \n\n", 2), ["b", " c"]);
  });
});

describe("automation/docker", () => {
  let programs: Programs;

  beforeEach(() => {
    programs = new Programs();
    programs.useAlone("/usr/bin", "/bin");
  });

  afterEach(() => programs.remove());

  const said: readonly (readonly [string, string])[] = [
    [
      "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
      "engine-unreachable",
    ],
    ["error during connect: Get http://x/info: EOF", "engine-unreachable"],
    [
      "permission denied while trying to connect to the Docker daemon socket at unix:///x",
      "engine-unreachable",
    ],
    ["write /var/lib/docker/tmp/x: no space left on device", "disk-full"],
    ["Error: No such container: x", "operation-failed"],
  ];
  for (const [message, code] of said)
    it(`knows ${code} by "${message.slice(0, 40)}…"`, async () => {
      programs.add("docker", `echo '${message}' >&2; exit 1`);
      await assert.rejects(docker(["info"]), (error) => error instanceof PlinthError && error.code === code);
    });

  it("tells a user without rights how to get them", () => {
    const stderr =
      "permission denied while trying to connect to the docker API at unix:///var/run/docker.sock";
    const error = engineError({ exitCode: 1, stdout: "", stderr, timedOut: false, notFound: false });
    assert.match(error?.fix ?? "", /usermod -aG docker/);
  });

  it("takes an engine that hangs for one that is not there", async () => {
    programs.add("docker", "exec sleep 60");
    await assert.rejects(
      docker(["info"], { timeoutSeconds: 0.2 }),
      (error) =>
        error instanceof PlinthError && error.code === "engine-unreachable" && /hangs/.test(error.message),
    );
  });

  it("says that there is no docker command", async () => {
    programs.useAlone();
    await assert.rejects(
      docker(["info"]),
      (error) => error instanceof PlinthError && error.code === "docker-missing",
    );
  });
});
