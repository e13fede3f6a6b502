import assert from "node:assert/strict";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { withCluster } from "../../../automation/drills/access";
import type { ClusterAccess } from "../../../automation/drills/kubectl";
import { silentReporter } from "../../../automation/reporter";
import { isPlinthError } from "../../../model/errors";
import { eksOutputs } from "../../helpers/outputs";
import { stackConfigOf } from "../../helpers/platforms";

describe("automation/drills/access", () => {
  let root = "";
  const context = { reporter: silentReporter, signal: new AbortController().signal };

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), "plinth-access-"));
    writeFileSync(join(root, "kubectl"), "#!/bin/sh\n");
    chmodSync(join(root, "kubectl"), 0o755);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  const stack = (config: object): void =>
    writeFileSync(join(root, "Pulumi.test.yaml"), stringify({ config }));

  function kubeconfig(context: string): void {
    mkdirSync(join(root, "conf"));
    const clusters = [{ name: "one", cluster: { server: "https://127.0.0.1:1" } }];
    const contexts = [{ name: context, context: { cluster: "one", user: "one" } }];
    writeFileSync(join(root, "conf/kube.yaml"), stringify({ clusters, contexts }));
  }

  it("takes the kubeconfig and the context that a stack on a cluster names", async () => {
    stack({ "plinth:target": "kubernetes", "plinth:context": "team", "plinth:kubeconfig": "conf/kube.yaml" });
    kubeconfig("team");
    const access = await withCluster("test", context, (given) => Promise.resolve(given), {
      root,
      path: root,
    });
    assert.deepEqual(access, {
      kubectl: join(root, "kubectl"),
      kubeconfig: join(root, "conf/kube.yaml"),
      context: "team",
    });
  });

  it("has the kubeconfig of a stack on AWS in a file for this user alone, while the work goes on", async () => {
    stack(stackConfigOf("plinth"));
    const values = Object.entries(eksOutputs).map(([name, value]) => [name, { value, secret: false }]);
    const outputs = { read: () => Promise.resolve(Object.fromEntries(values) as never), root };
    let file = "";
    const work = ({ kubeconfig }: ClusterAccess): Promise<void> => {
      file = kubeconfig;
      assert.equal(readFileSync(file, "utf8"), eksOutputs.kubeconfig);
      assert.equal(statSync(file).mode & 0o777, 0o600);
      return Promise.reject(new Error("the work fails"));
    };
    await assert.rejects(withCluster("test", context, work, { root, path: root, outputs }), /the work fails/);
    assert.ok(file !== "" && !existsSync(file));
  });

  it("refuses a kubeconfig that is not there, or without the context, before anything is asked", async () => {
    stack({ "plinth:target": "kubernetes", "plinth:context": "team", "plinth:kubeconfig": "conf/kube.yaml" });
    const work = (): Promise<void> => Promise.reject(new Error("nothing is to be done"));
    const refused = (words: RegExp) =>
      assert.rejects(
        withCluster("test", context, work, { root, path: root }),
        (error) => isPlinthError(error) && error.code === "kubeconfig-invalid" && words.test(error.message),
      );
    await refused(/kube\.yaml cannot be read\.$/);
    kubeconfig("taem");
    await refused(/has no context 'team', which plinth:context names\. Did you mean 'taem'\?/);
  });

  it("refuses a stack without a cluster, and a machine without kubectl", async () => {
    const code = (expected: string) => (error: unknown) => isPlinthError(error) && error.code === expected;
    const work = (): Promise<void> => Promise.reject(new Error("nothing is to be done"));
    stack({ "plinth:target": "compose" });
    await assert.rejects(withCluster("test", context, work, { root }), code("target-unavailable"));
    stack({ "plinth:target": "kubernetes", "plinth:context": "team" });
    const path = join(root, "empty");
    await assert.rejects(withCluster("test", context, work, { root, path }), code("kubectl-missing"));
  });
});
