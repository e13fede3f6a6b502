import assert from "node:assert/strict";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { copiedSources, dockerfileInputs, inputsOf } from "../../../automation/images/inputs";
import { repositoryRoot } from "../../../automation/paths";
import { imageIds } from "../../../model/versions";

describe("automation/images/inputs", () => {
  let root: string;

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "plinth-inputs-"));
    write(".dockerignore", "*\n!app\n**/node_modules\n");
    write("Dockerfile", "FROM scratch\nCOPY app/ /app/\nCOPY docker-compose/images/ca/ /ca/\n");
    write("app/main.js", "1");
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  function write(path: string, text: string): void {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  const inputs = (...facts: string[]): string => dockerfileInputs(root, "Dockerfile", facts);

  describe("copiedSources", () => {
    it("reads COPY and ADD, with flags, continued lines and lists", () => {
      const text = [
        "FROM a AS build",
        "COPY one two/ /to/",
        "copy --chown=1:1 three /to",
        "COPY four \\",
        "     five /to/",
        'ADD ["six", "/to"]',
        "COPY --from=build /seven /eight",
        "RUN echo COPY nine /ten",
      ].join("\n");
      assert.deepEqual(copiedSources(text), ["one", "two/", "three", "four", "five", "six"]);
    });
  });

  describe("dockerfileInputs", () => {
    it("changes with a file's content, name and executable bit", () => {
      const seen = new Set([inputs()]);
      write("app/main.js", "2");
      seen.add(inputs());
      write("app/more.js", "2");
      seen.add(inputs());
      chmodSync(join(root, "app/more.js"), 0o755);
      seen.add(inputs());
      assert.equal(seen.size, 4);
    });

    it("changes with the Dockerfile and with the facts", () => {
      const seen = new Set([inputs(), inputs("on a"), inputs("on b")]);
      write("Dockerfile", "FROM scratch\nCOPY app/ /other/\n");
      seen.add(inputs());
      assert.equal(seen.size, 4);
    });

    it("does not change with times, with what .dockerignore leaves out, or with what nobody copies", () => {
      const before = inputs();
      utimesSync(join(root, "app/main.js"), 1, 1);
      write("app/node_modules/x/index.js", "x");
      write("elsewhere.js", "x");
      assert.equal(inputs(), before);
    });

    it("does not change with this machine's certificate authorities", () => {
      const before = inputs();
      write("docker-compose/images/ca/host.crt", "x");
      assert.equal(inputs(), before);
    });

    it("takes the folder that a pattern starts in", () => {
      write("Dockerfile", "FROM scratch\nCOPY app/*.js /app/\n");
      const before = inputs();
      write("app/more.js", "x");
      assert.notEqual(inputs(), before);
    });
  });

  describe("inputsOf", () => {
    it("gives every image of the repository a fingerprint of its own", () => {
      const all = imageIds.map((id) => inputsOf(id, "build", repositoryRoot));
      assert.equal(new Set(all).size, imageIds.length);
    });

    it("tells our own images on a pulled foundation from those on a built one", () => {
      assert.notEqual(
        inputsOf("router", "pull", repositoryRoot),
        inputsOf("router", "build", repositoryRoot),
      );
    });

    it("changes with the foundation's files", () => {
      for (const path of ["docker-compose/images/base", "docker-compose/images/redis", ".dockerignore"])
        cpSync(join(repositoryRoot, path), join(root, path), { recursive: true });
      const before = inputsOf("redis", "build", root);
      write("docker-compose/images/base/dpkg.cfg", "changed");
      assert.notEqual(inputsOf("redis", "build", root), before);
    });
  });
});
