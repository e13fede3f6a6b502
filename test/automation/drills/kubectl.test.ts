import assert from "node:assert/strict";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Kubectl } from "../../../automation/drills/kubectl";
import { isPlinthError } from "../../../model/errors";

describe("automation/drills/kubectl", () => {
  let folder = "";
  let kubectl: Kubectl;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "plinth-kubectl-"));
    kubectl = new Kubectl({ kubectl: join(folder, "kubectl"), kubeconfig: "config", context: "team" });
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  function program(script: string): void {
    writeFileSync(join(folder, "kubectl"), `#!/bin/sh\n${script}\n`);
    chmodSync(join(folder, "kubectl"), 0o755);
  }

  const fails = (code: string, message: RegExp) =>
    assert.rejects(
      kubectl.get("namespace", "one"),
      (error) => isPlinthError(error) && error.code === code && message.test(error.message),
    );

  it("asks for the cluster that it was given", async () => {
    program(`printf '{"items": [{"metadata": {"name": "%s"}}]}' "$*"`);
    const [found] = await kubectl.labelled(["backups.velero.io", "pods"], "mine", "team");
    assert.equal(
      found?.metadata.name,
      "get backups.velero.io,pods --selector=mine --namespace=team -o=json --kubeconfig=config --context=team --request-timeout=30s",
    );
    program("cat >/dev/null");
    assert.equal(await kubectl.get("namespace", "one"), undefined);
  });

  it("says in kubectl's last words, without its log, that a cluster does not answer", async () => {
    program(`cat >&2 <<'END'
E1122 12:02:06.018495    7981 memcache.go:265] "Unhandled Error" err="connect: connection refused"
The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?
END
exit 1`);
    await fails(
      "cluster-unreachable",
      /^The cluster does not answer: The connection .* right host or port\?$/,
    );
  });

  it("repeats what else kubectl says", async () => {
    program(`echo 'Error from server (Forbidden): namespaces "one" is forbidden' >&2; exit 1`);
    await fails("drill-failed", /^kubectl get namespace failed: Error from server \(Forbidden\)/);
  });

  it("says that kubectl cannot be run", async () => {
    await fails("kubectl-missing", /kubectl cannot be run: .*ENOENT/);
  });
});
