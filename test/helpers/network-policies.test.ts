import assert from "node:assert/strict";
import fc from "fast-check";
import { isAllowed } from "./network-policies";
import type { NetworkPolicy, Network, Peer } from "./network-policies";

type Spec = NetworkPolicy["spec"];

const namespaces = { a: { name: "a" }, b: { name: "b", team: "blue" } };
const network = (...specs: readonly (Spec & { readonly in?: string })[]): Network => ({
  namespaces,
  policies: specs.map(({ in: namespace = "a", ...spec }, index) => ({
    metadata: { name: `p${index}`, namespace },
    spec,
  })),
});
const pod = (namespace: "a" | "b", app: string, more: Partial<Peer> = {}): Peer => ({
  namespace,
  labels: { app },
  ...more,
});
const deny: Spec = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };
const app = (name: string) => ({ podSelector: { matchLabels: { app: name } } });

const peers = fc.record({
  namespace: fc.constantFrom("a" as const, "b" as const),
  app: fc.constantFrom("x", "y", "z"),
});
const ports = fc.constantFrom(1, 80, 443);
const rule = fc.record({ app: fc.constantFrom("x", "y", "z"), port: ports });

describe("test/helpers/network-policies", () => {
  it("lets everything through where there is no policy", () => {
    fc.assert(
      fc.property(peers, peers, ports, (from, to, port) => {
        assert.ok(isAllowed(network(), pod(from.namespace, from.app), pod(to.namespace, to.app), { port }));
      }),
    );
  });

  it("lets nothing into or out of a namespace that denies everything, and all else", () => {
    fc.assert(
      fc.property(peers, peers, ports, (from, to, port) => {
        const allowed = isAllowed(network(deny), pod(from.namespace, from.app), pod(to.namespace, to.app), {
          port,
        });
        assert.equal(allowed, from.namespace === "b" && to.namespace === "b");
      }),
    );
  });

  it("lets through what both ends let through, and nothing else", () => {
    fc.assert(
      fc.property(fc.array(rule), fc.array(rule), peers, peers, ports, (out, into, from, to, port) => {
        const policies = network(
          deny,
          { ...deny, in: "b" },
          ...out.map((each): Spec => ({
            podSelector: {},
            policyTypes: ["Egress"],
            egress: [{ to: [app(each.app)], ports: [{ port: each.port }] }],
          })),
          ...into.map((each): Spec => ({ ...app(each.app), ingress: [{ ports: [{ port: each.port }] }] })),
        );
        // Both kinds of policies are in a: what leaves it goes to pods in a, of one app, and arrives at pods that let a port in.
        const leaves =
          from.namespace === "a" && out.some((each) => each.app === to.app && each.port === port);
        const arrives =
          to.namespace === "a" && into.some((each) => each.app === to.app && each.port === port);
        const allowed = isAllowed(policies, pod(from.namespace, from.app), pod(to.namespace, to.app), {
          port,
        });
        assert.equal(allowed, leaves && arrives);
      }),
    );
  });

  it("never takes a way by one more policy where everything was denied", () => {
    fc.assert(
      fc.property(fc.array(rule, { minLength: 1 }), peers, peers, ports, (rules, from, to, port) => {
        const specs = rules.map((each): Spec => ({
          podSelector: {},
          policyTypes: ["Ingress", "Egress"],
          ingress: [{ from: [app(each.app)], ports: [{ port: each.port }] }],
          egress: [{ to: [app(each.app)], ports: [{ port: each.port }] }],
        }));
        const asked = (some: readonly Spec[]): boolean =>
          isAllowed(network(deny, ...some), pod(from.namespace, from.app), pod(to.namespace, to.app), {
            port,
          });
        if (asked(specs.slice(1))) assert.ok(asked(specs));
      }),
    );
  });

  const cases: readonly (readonly [string, Spec, Peer, number, boolean])[] = [
    [
      "a selector of pods means those of the policy's own namespace",
      { ...deny, ingress: [{ from: [app("x")] }] },
      pod("b", "x"),
      80,
      false,
    ],
    [
      "a selector of namespaces means all of their pods",
      { ...deny, ingress: [{ from: [{ namespaceSelector: { matchLabels: { team: "blue" } } }] }] },
      pod("b", "x"),
      80,
      true,
    ],
    [
      "both together mean those pods in those namespaces",
      { ...deny, ingress: [{ from: [{ namespaceSelector: {}, ...app("y") }] }] },
      pod("b", "x"),
      80,
      false,
    ],
    ["an empty rule lets everything through", { ...deny, ingress: [{}] }, { ip: "192.0.2.1" }, 80, true],
    ["no rule lets nothing through", { ...deny, ingress: [] }, pod("a", "x"), 80, false],
    [
      "policyTypes are ingress alone where nothing is said",
      { podSelector: {}, ingress: [] },
      pod("b", "x"),
      80,
      false,
    ],
    [
      "a range of ports has both of its ends",
      { ...deny, ingress: [{ ports: [{ port: 80, endPort: 90 }] }] },
      pod("b", "x"),
      90,
      true,
    ],
    [
      "and nothing behind it",
      { ...deny, ingress: [{ ports: [{ port: 80, endPort: 90 }] }] },
      pod("b", "x"),
      91,
      false,
    ],
    [
      "a port's name is the listener's",
      { ...deny, ingress: [{ ports: [{ port: "http" }] }] },
      pod("b", "x"),
      8000,
      true,
    ],
    [
      "another protocol is another port",
      { ...deny, ingress: [{ ports: [{ port: 80, protocol: "UDP" }] }] },
      pod("b", "x"),
      80,
      false,
    ],
    [
      "a block of addresses",
      { ...deny, ingress: [{ from: [{ ipBlock: { cidr: "192.0.2.0/24" } }] }] },
      { ip: "192.0.2.7" },
      80,
      true,
    ],
    [
      "but for those that are excepted",
      { ...deny, ingress: [{ from: [{ ipBlock: { cidr: "192.0.2.0/24", except: ["192.0.2.4/30"] } }] }] },
      { ip: "192.0.2.7" },
      80,
      false,
    ],
    [
      "addresses of the other family are in no block",
      { ...deny, ingress: [{ from: [{ ipBlock: { cidr: "::/0" } }] }] },
      { ip: "192.0.2.7" },
      80,
      false,
    ],
    [
      "In wants the label, NotIn takes who lacks it",
      {
        ...deny,
        ingress: [
          {
            from: [
              {
                namespaceSelector: {
                  matchExpressions: [{ key: "team", operator: "NotIn", values: ["blue"] }],
                },
              },
            ],
          },
        ],
      },
      pod("a", "x"),
      80,
      true,
    ],
    [
      "Exists wants the label whatever its value",
      {
        ...deny,
        ingress: [
          { from: [{ namespaceSelector: { matchExpressions: [{ key: "team", operator: "Exists" }] } }] },
        ],
      },
      pod("a", "x"),
      80,
      false,
    ],
  ];
  for (const [what, spec, from, port, expected] of cases)
    it(what, () => {
      // What leaves a is not looked at here: the policies are for what arrives.
      const judged = spec.policyTypes === undefined ? spec : { ...spec, policyTypes: ["Ingress"] as const };
      const to = pod("a", "listener", { portNames: { http: 8000 } });
      assert.equal(isAllowed(network(judged), from, to, { port }), expected);
    });
});
