import assert from "node:assert/strict";
import { ServiceStack } from "../../../helpers/service-stack";

interface Spec {
  readonly podSelector: object;
  readonly ingress?: readonly { readonly from: readonly object[] }[];
  readonly egress?: readonly {
    readonly to?: readonly object[];
    readonly ports?: readonly { port: number }[];
  }[];
}

describe("components/k8s/addons/devtools-policies", () => {
  const stack = new ServiceStack();
  before(() => stack.build({ recipes: ["devtools"] }));

  it("denies what is not named", () => {
    assert.deepEqual(stack.policy("default-deny"), { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  });

  it("lets jobs of Ray and flows keep what they train in MLflow", () => {
    const [rule] = (stack.policy("mlflow") as Spec).ingress ?? [];
    const peers = JSON.stringify(rule?.from);
    assert.match(peers, /"kubernetes.io\/metadata.name":"ray"/);
    assert.match(peers, /"plinth.dev\/flow":"true"/);
  });

  it("lets nothing in to flows and to the worker", () => {
    for (const name of ["flows", "prefect-worker"])
      assert.equal((stack.policy(name) as Spec).ingress, undefined, name);
  });

  it("keeps flows from where clouds hand out credentials", () => {
    const blocks = ((stack.policy("flows") as Spec).egress ?? [])
      .flatMap(({ to = [] }) => to)
      .flatMap((peer) => ("ipBlock" in peer ? [peer.ipBlock as { cidr: string; except: string[] }] : []));
    assert.deepEqual(
      blocks.map(({ cidr }) => cidr),
      ["0.0.0.0/0", "::/0"],
    );
    assert.ok(blocks[0]?.except.includes("169.254.0.0/16"));
  });
});
