import assert from "node:assert/strict";
import { kubeconfigOf } from "../../../model/eks/kubeconfig";

interface Kubeconfig {
  readonly clusters: { name: string; cluster: Record<string, string> }[];
  readonly contexts: { name: string; context: Record<string, string> }[];
  readonly users: { name: string; user: { exec: { command: string; args: string[] } } }[];
  readonly "current-context": string;
}

describe("model/eks/kubeconfig", () => {
  const text = kubeconfigOf({
    name: "plinth",
    region: "eu-central-1",
    endpoint: "https://api.example",
    certificateAuthority: "Q0E=",
  });
  const config = JSON.parse(text) as Kubeconfig;

  it("names the cluster, its API and its authority", () => {
    assert.deepEqual(config.clusters, [
      {
        name: "plinth",
        cluster: { server: "https://api.example", "certificate-authority-data": "Q0E=" },
      },
    ]);
    assert.equal(config["current-context"], "plinth");
    assert.deepEqual(config.contexts, [{ name: "plinth", context: { cluster: "plinth", user: "plinth" } }]);
  });

  it("asks AWS for a token, in the cluster's region, and holds none", () => {
    const [entry] = config.users;
    assert.equal(entry?.user.exec.command, "aws");
    assert.deepEqual(entry.user.exec.args, [
      ...["--region", "eu-central-1", "eks", "get-token"],
      ...["--cluster-name", "plinth", "--output", "json"],
    ]);
    assert.deepEqual(Object.keys(entry.user), ["exec"]);
  });
});
