import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { repositoryRoot } from "../../automation/paths";
import { platformNamespaces } from "../../model/k8s/namespaces";
import { isAllowed } from "../helpers/network-policies";
import type { Network, NetworkPolicy, Peer } from "../helpers/network-policies";
import type { KubernetesObject } from "./control-plane/cluster";
import { useCluster } from "./control-plane/use-cluster";
import { platformObjects } from "./platform-objects";
import type { PodTemplate } from "./platform-pods";
import { workloads } from "./workloads";

/** A port that nothing listens on: who reaches it reaches every port. */
const ANY = 54_321;

const METADATA = "the cloud's metadata";

/** Who is no part of the platform, with the ports that are looked at. */
const strangers: Readonly<Record<string, Peer & { readonly ports: readonly number[] }>> = {
  "another namespace": { namespace: "default", labels: { app: "stranger" }, ports: [53, 80, 443, 6443] },
  "outside the cluster": { ip: "203.0.113.7", ports: [53, 80, 443, 6443] },
  // Where clouds answer instances with their credentials, by HTTP.
  [METADATA]: { ip: "169.254.169.254", ports: [80] },
};

/** The page whose table is the list of what is allowed: this test has none of its own. */
const page = join("docs", "kubernetes", "network.md");

/** One line of the table. */
interface Allowed {
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly ports: "every" | readonly number[];
  readonly reason: string;
}

function allowedFlows(): Allowed[] {
  const rows = readFileSync(join(repositoryRoot, page), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `"))
    .map((line) => line.split("|").map((cell) => cell.trim()));
  return rows.map(([, from = "", to = "", ports = "", reason = ""]) => ({
    from: namesIn(from),
    to: namesIn(to),
    ports: ports === "every" ? "every" : ports.split(", ").map(Number),
    reason,
  }));
}

/** Names that a cell stands for: `namespace/*` is all of a namespace, `*` every workload, and `!name` all but one. */
function namesIn(cell: string): readonly string[] {
  const words = [...cell.matchAll(/`([^`]+)`/g)].map(([, word = ""]) => word);
  const named = (word: string): readonly string[] => {
    const all = Object.keys(workloads);
    const found = word.endsWith("*") ? all.filter((name) => name.startsWith(word.slice(0, -1))) : [word];
    assert.ok(found.every((name) => name in workloads || name in strangers) && found.length > 0, word);
    return found;
  };
  const left = new Set(words.filter((word) => word.startsWith("!")).flatMap((word) => named(word.slice(1))));
  return words
    .filter((word) => !word.startsWith("!"))
    .flatMap(named)
    .filter((name) => !left.has(name));
}

const portsOf = (name: string): readonly number[] => [
  ...((workloads[name] ?? strangers[name])?.ports ?? []),
  ANY,
];

describe("test/cluster/flows", () => {
  const cluster = useCluster();
  let objects: readonly KubernetesObject[] = [];
  let network: Network;

  before("apply the policies, and read them back", async function () {
    this.timeout("2m");
    objects = await platformObjects();
    const kinds = ["Namespace", "NetworkPolicy"];
    await cluster.apply(objects.filter(({ kind }) => kinds.includes(kind)));
    const namespaces = await cluster.get("namespaces");
    network = {
      policies: (await cluster.get("networkpolicies")) as unknown as readonly NetworkPolicy[],
      namespaces: Object.fromEntries(namespaces.map(({ metadata: { name, labels = {} } }) => [name, labels])),
    };
  });

  const peers = (): readonly (readonly [string, Peer])[] => [
    ...Object.entries(workloads).map(([name, { labels }]): [string, Peer] => {
      return [name, { namespace: name.replace(/\/.*/, ""), labels }];
    }),
    ...Object.entries(strangers),
  ];

  /** Every flow between the workloads, from strangers and to them, as `<from> → <to>:<port>`. */
  function flows(): string[] {
    return peers().flatMap(([from, source]) =>
      peers().flatMap(([to, target]) => {
        // Nothing begins a connection at the cloud's metadata.
        if (from === to || from === METADATA || (from in strangers && to in strangers)) return [];
        const open = portsOf(to).filter((port) => isAllowed(network, source, target, { port }));
        return open.map((port) => `${from} → ${to}:${port}`);
      }),
    );
  }

  /** The same of one line of the table: of its ports those that somebody listens on. */
  function flowsOf({ from, to, ports }: Allowed): string[] {
    return from.flatMap((one) =>
      to.flatMap((other) => {
        const open = portsOf(other).filter((port) => ports === "every" || ports.includes(port));
        return one === other ? [] : open.map((port) => `${one} → ${other}:${port}`);
      }),
    );
  }

  it("knows every workload that Pulumi makes itself, with every port, and one at least of each namespace", () => {
    for (const { kind, metadata, spec } of objects) {
      if (!["Deployment", "StatefulSet", "DaemonSet"].includes(kind)) continue;
      const { template } = spec as { template: PodTemplate };
      const found = Object.entries(workloads).find(([name, { labels }]) => {
        const isThere = name.startsWith(`${metadata.namespace ?? ""}/`);
        return (
          isThere && Object.entries(labels).every(([key, value]) => template.metadata.labels[key] === value)
        );
      });
      assert.ok(found !== undefined, `${metadata.name} is in test/cluster/workloads.ts`);
      for (const container of template.spec.containers)
        for (const { containerPort } of (container["ports"] ?? []) as readonly { containerPort: number }[])
          assert.ok(found[1].ports.includes(containerPort), `${found[0]} listens on ${containerPort}`);
    }
    const places = new Set(Object.keys(workloads).map((name) => name.replace(/\/.*/, "")));
    assert.deepEqual([...places].sort(), Object.keys(platformNamespaces).sort());
  });

  it("finds that every flow there is stands in the table", () => {
    const listed = new Set(allowedFlows().flatMap(flowsOf));
    assert.deepEqual(
      flows().filter((flow) => !listed.has(flow)),
      [],
    );
  });

  it("finds that every flow of the table is there, and has its reason", () => {
    const found = new Set(flows());
    for (const allowed of allowedFlows()) {
      const own = flowsOf(allowed);
      assert.ok(own.length > 0 && allowed.reason.length > 10, JSON.stringify(allowed));
      assert.deepEqual(
        own.filter((flow) => !found.has(flow)),
        [],
      );
    }
  });

  it("finds that nobody reaches the cloud's metadata", () => {
    assert.deepEqual(
      flows().filter((flow) => flow.includes(`→ ${METADATA}`)),
      [],
    );
  });

  it("finds every flow gone where only what denies is left", () => {
    const { policies } = network;
    const denies = policies.map((policy) => ({
      ...policy,
      spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"] as const },
    }));
    const from: Peer = { namespace: "router", labels: workloads["router/router"]?.labels ?? {} };
    const to: Peer = { namespace: "llm", labels: workloads["llm/llm-d-router"]?.labels ?? {} };
    const target = { port: 8081 };
    assert.ok(isAllowed(network, from, to, target));
    assert.ok(!isAllowed({ ...network, policies: denies }, from, to, target));
  });
});
