import assert from "node:assert/strict";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { prometheusTools } from "../../../automation/testing/prometheus";
import type { PartContext } from "../../../automation/testing/tools";

const context: PartContext = {
  write: () => undefined,
  signal: new AbortController().signal,
  engine: "compose",
};

/** Stands in for apt-get, which asks the network, and for a package's content. */
const scripts = {
  "apt-get": 'for name in "$2" "$3"; do : > "$name.deb"; done',
  "dpkg-deb": [
    '/bin/mkdir -p "$3/usr/bin"',
    'for name in promtool amtool; do echo "#!/bin/sh" > "$3/usr/bin/$name"; /bin/chmod 755 "$3/usr/bin/$name"; done',
  ].join("\n"),
  promtool: "exit 0",
  amtool: "exit 0",
} as const;

describe("automation/testing/prometheus", () => {
  const before = process.env["PATH"];
  let root = "";
  let folder = "";

  /** A machine that has these programs and no other. */
  function machineWith(...names: readonly (keyof typeof scripts)[]): void {
    const bin = join(root, "bin");
    mkdirSync(bin);
    for (const name of names) {
      writeFileSync(join(bin, name), `#!/bin/sh\n${scripts[name]}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    process.env["PATH"] = bin;
  }

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "plinth-prometheus-"));
    folder = join(root, "cache", "tools");
  });
  afterEach(() => {
    process.env["PATH"] = before;
    rmSync(root, { recursive: true });
  });

  it("takes the tools that the machine has", async () => {
    machineWith("promtool", "amtool");
    assert.ok("path" in (await prometheusTools(context, folder)));
    assert.ok(!existsSync(folder));
  });

  it("unpacks them where the machine has none, and once", async () => {
    machineWith("apt-get", "dpkg-deb");
    const tools = await prometheusTools(context, folder);
    assert.ok("path" in tools);
    assert.equal(tools.path.split(delimiter).at(-1), join(folder, "usr", "bin"));
    rmSync(join(root, "bin", "apt-get"));
    assert.deepEqual(await prometheusTools(context, folder), tools);
  });

  it("says why there are none, and leaves nothing", async () => {
    machineWith();
    assert.deepEqual(await prometheusTools(context, folder), {
      problem: "promtool is not on PATH, and apt-get cannot download prometheus and prometheus-alertmanager",
    });
    assert.deepEqual(readdirSync(join(root, "cache")), []);
  });
});
