import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { ImageProgress } from "../../../automation/images";
import { buildImage, versionsAgree } from "../../../automation/images/build-image";
import { dockerfileInputs } from "../../../automation/images/inputs";
import { ImageReporter } from "../../../automation/images/progress";
import type { Recipe } from "../../../automation/images/recipes";
import { storedImages } from "../../../automation/images/store";
import { cacheFolder } from "../../../automation/paths";
import { setTimeout as sleep } from "node:timers/promises";
import { isPlinthError } from "../../../model/errors";
import { fakeDocker } from "./fake-docker";

const foundation = "plinth-test-images/foundation:1";
const reference = "plinth-test-images/built:1";
const testLabel = "plinth.test=images";
const log = join(cacheFolder, "logs/image-redis.log");

const docker = (...args: string[]): string =>
  execFileSync("docker", args, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

/** Programs of this machine that the images of these tests are made of. */
const programs = ["/bin/sh", "/bin/sleep"];

/** The programs and the libraries that they load; `undefined` where this machine cannot tell (it is no Linux). */
function programFiles(): string[] | undefined {
  try {
    const said = execFileSync("ldd", programs, { encoding: "utf8" });
    const libraries = said.match(/\/\S+(?= \(0x)/g) ?? [];
    return [...new Set([...programs, ...libraries])];
  } catch {
    return undefined;
  }
}

/** Imports an image that holds a shell and next to nothing else: no registry is needed for it. */
function importFoundation(files: readonly string[]): void {
  const folder = mkdtempSync(join(tmpdir(), "plinth-foundation-"));
  try {
    for (const file of files) {
      mkdirSync(join(folder, "root", dirname(file)), { recursive: true });
      copyFileSync(file, join(folder, "root", file));
    }
    const archive = join(folder, "foundation.tar");
    execFileSync("tar", ["-C", join(folder, "root"), "-cf", archive, "."]);
    docker("import", archive, foundation);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("automation/images/build-image", () => {
  it("compares as many parts of a version as it is told", () => {
    assert.ok(versionsAgree("17.12", "17.9", 1));
    assert.ok(!versionsAgree("17.12", "18.1", 1));
    assert.ok(versionsAgree("8.0.5", "8.0.2", 2));
    assert.ok(!versionsAgree("8.0.5", "8.2.5", 2));
  });

  describe("on a Docker engine", function () {
    this.timeout(120_000);
    let root: string;
    let engineAnswers = false;
    let news: ImageProgress[];

    before(function () {
      const files = programFiles();
      if (files === undefined) return skip(this, "ldd does not tell what a tiny image needs");
      try {
        docker("version");
      } catch {
        return skip(this, "no Docker engine answers");
      }
      engineAnswers = true;
      importFoundation(files);
    });
    after(() => {
      if (!engineAnswers) return;
      for (const name of [reference, foundation])
        try {
          docker("image", "rm", "--force", name);
        } catch {
          // It was never made.
        }
      // Failed and stopped builds leave their finished steps behind.
      docker("image", "prune", "--force", "--filter", `label=${testLabel}`);
    });
    beforeEach(() => {
      root = mkdtempSync(join(tmpdir(), "plinth-build-"));
      news = [];
      writeFileSync(join(root, ".dockerignore"), "*\n!file\n");
      writeFileSync(join(root, "file"), "1");
    });
    afterEach(() => rmSync(root, { recursive: true, force: true }));

    function skip(context: Mocha.Context, reason: string): void {
      context.test?.parent?.tests.forEach((test) => (test.title += ` (skipped: ${reason})`));
      context.skip();
    }

    async function build(
      steps: string,
      changes: Partial<Recipe> = {},
      signal = new AbortController().signal,
    ): Promise<string> {
      writeFileSync(
        join(root, "Dockerfile"),
        `ARG ON=scratch\nFROM \${ON}\nLABEL ${testLabel}\nCOPY file /file\n${steps}\n`,
      );
      const recipe: Recipe = {
        id: "redis",
        reference,
        dockerfile: "Dockerfile",
        arguments: { ON: foundation },
        version: "1.2.3",
        ...changes,
      };
      const inputs = dockerfileInputs(root, "Dockerfile", []);
      const reporter = new ImageReporter("redis", reference, (one) => news.push(one));
      await buildImage(recipe, { reporter, inputs, root, signal });
      return inputs;
    }

    it("builds, labels and tags, so that a change of the files shows", async () => {
      const inputs = await build("RUN echo made");
      assert.equal((await storedImages([reference])).get(reference)?.inputs, inputs);
      assert.deepEqual([news[0]?.phase, news.at(-1)?.phase], ["building", "ready"]);
      writeFileSync(join(root, "file"), "2");
      assert.notEqual(dockerfileInputs(root, "Dockerfile", []), inputs);
      assert.equal(await build("RUN echo made"), (await storedImages([reference])).get(reference)?.inputs);
    });

    it("explains a failed build by the end of what it said and the place of the log", async () => {
      await build("RUN echo made");
      const before = (await storedImages([reference])).get(reference)?.id;
      await assert.rejects(build("RUN echo the reason is this; exit 3"), (error) => {
        assert.ok(isPlinthError(error));
        assert.equal(error.code, "image-build-failed");
        assert.match(error.message, /plinth-test-images\/built:1 could not be built \(exit code 3\)/);
        assert.match(error.details.join("\n"), /the reason is this/);
        assert.ok(error.details.length <= 21);
        assert.equal(error.details.at(-1), `All of it: ${log}`);
        return true;
      });
      assert.match(readFileSync(log, "utf8"), /the reason is this/);
      assert.equal(news.at(-1)?.phase, "failed");
      assert.equal((await storedImages([reference])).get(reference)?.id, before, "the tag has moved");
    });

    it("calls a full disk a full disk", async () => {
      const failing = build("RUN echo 'write error: No space left on device' >&2; exit 1");
      await assert.rejects(failing, (error) => isPlinthError(error) && error.code === "disk-full");
    });

    it("stops in the middle of a build and goes on from there", async () => {
      const reason = new Error("stopped by the user");
      const stop = new AbortController();
      const running = (): string =>
        docker("ps", "--no-trunc", "--filter", `ancestor=${foundation}`, "--format", "{{.Command}}").trim();
      // An engine that is stopped between the making of a container and its start lets the container run.
      const look = setInterval(() => {
        if (running().includes("sleep 60")) stop.abort(reason);
      }, 200);
      const startedAt = performance.now();
      const stopped = build("RUN echo first\nRUN sleep 60", {}, stop.signal);
      await assert.rejects(stopped, reason).finally(() => clearInterval(look));
      assert.ok(performance.now() - startedAt < 50_000, "the build went on");
      // The engine removes the step's container on its own time.
      for (let tries = 0; running() !== "" && tries < 50; tries += 1) await sleep(200);
      assert.equal(running(), "");
      await build("RUN echo first\nRUN sleep 0");
      assert.equal(news.at(-1)?.phase, "ready");
    });

    it("notes a version that differs within what is allowed, and refuses one beyond it", async () => {
      const command = ["sh", "-c", "echo server v=1.2.9 x"];
      await build("RUN echo made", { versionCheck: { command, sameParts: 2 } });
      assert.equal(news.at(-1)?.lastLine, "holds 1.2.9, the version of Debian's package");
      const strict = build("RUN echo made", { versionCheck: { command, sameParts: 3 } });
      await assert.rejects(strict, /holds version 1\.2\.9, and the pin asks for 1\.2\.3/);
    });

    it("finds what the engine has among what it lacks", async () => {
      await build("RUN echo made");
      const stored = await storedImages(["plinth-test-images/absent:1", reference]);
      assert.deepEqual([...stored.keys()], [reference]);
      assert.deepEqual(await storedImages(["plinth-test-images/absent:1"]), new Map());
      assert.deepEqual(await storedImages([]), new Map());
    });
  });

  it("says that the engine is gone where it is", async () => {
    const fake = fakeDocker('echo "Cannot connect to the Docker daemon at unix:///x" >&2; exit 1');
    try {
      const gone = (error: unknown) => isPlinthError(error) && error.code === "engine-unreachable";
      await assert.rejects(storedImages([reference]), gone);
    } finally {
      fake.remove();
    }
  });
});
