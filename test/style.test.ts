import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";

const root = join(__dirname, "..");

/** Names that tools fix, in which kebab-case is not ours to choose. */
const fixedNames =
  /^(?:Dockerfile|Makefile|LICENSE|[A-Z]+\.md|Pulumi(?:\.[a-z0-9-]+|Policy)?\.yaml|[a-z0-9_]+\.py|plinth_flows|plinth_ray|pg_hba\.conf|pull_request_template\.md|_k8s|[a-z]+_v\d+\.json)$/;
const kebabCase = /^\.?[a-z0-9]+(?:-[a-z0-9]+)*(?:\.[a-z0-9]+(?:-[a-z0-9]+)*)*$/;

function trackedFiles(): string[] {
  const list = execFileSync("git", ["ls-files", "-z"], { cwd: root, encoding: "utf8" });
  return list.split("\0").filter((path) => path !== "" && existsSync(join(root, path)));
}

/** Absolute paths of one machine: a home, a checkout, a tool's own folder. */
const machinePath =
  /(?:^|[\s"'`(=:])\/(?:root|work|home\/[a-z]+|Users\/[A-Za-z]+|opt\/(?:node|plinth)[\w-]*)\//m;

describe("style", function () {
  let files: string[] = [];

  before(function () {
    try {
      files = trackedFiles();
    } catch {
      this.skip(); // not a git checkout, e.g. a source archive
    }
  });

  it("names files and folders in kebab-case", () => {
    const odd = files.filter((path) =>
      path.split("/").some((part) => !kebabCase.test(part) && !fixedNames.test(part)),
    );
    assert.deepEqual(odd, []);
  });

  it("has no path of one machine in a file", () => {
    const isText = (path: string): boolean => !/\.(?:png|ico|woff2?|gz)$/.test(basename(path));
    const found = files.filter(
      (path) => isText(path) && machinePath.test(readFileSync(join(root, path), "utf8")),
    );
    assert.deepEqual(found, []);
  });
});
