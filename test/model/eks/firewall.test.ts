import assert from "node:assert/strict";
import * as fc from "fast-check";
import { firewallRules, PRIVATE_NETWORKS, securityGroups } from "../../../model/eks/firewall";
import type { FirewallRequest, FirewallRule } from "../../../model/eks/firewall";

const request: FirewallRequest = { vpcCidr: "10.0.0.0/16", apiCidrs: [] };

/** A rule in one line: `nodes < data 5432`. */
function line({ group, direction, peer, ports }: FirewallRule): string {
  const other = "group" in peer ? peer.group : "cidr" in peer ? peer.cidr : peer.prefixList;
  const range = ports === undefined ? "all" : [...new Set([ports.first, ports.last])].join("-");
  return `${group} ${direction === "ingress" ? "<" : ">"} ${other} ${range}`;
}

describe("model/eks/firewall", () => {
  it("has these rules and no other", () => {
    assert.deepEqual(firewallRules(request).map(line).sort(), [
      "control-plane < nodes 443",
      "control-plane > nodes 1025-65535",
      "control-plane > nodes 443",
      "data < nodes 5432",
      "data < nodes 6379",
      "endpoints < 10.0.0.0/16 443",
      "nodes < control-plane 1025-65535",
      "nodes < control-plane 443",
      "nodes < nodes all",
      "nodes > 10.0.0.0/8 all",
      "nodes > 172.16.0.0/12 all",
      "nodes > 192.168.0.0/16 all",
      "nodes > nodes all",
      "nodes > s3 443",
    ]);
  });

  it("lets nodes out to the internet only for a reason, which it says, and by HTTPS", () => {
    const reason = "Models come from huggingface.co";
    const rules = firewallRules({ ...request, internetEgressReason: reason });
    const added = rules.filter(({ id }) => !firewallRules(request).some((rule) => rule.id === id));
    assert.deepEqual(added.map(line), ["nodes > 0.0.0.0/0 443"]);
    assert.deepEqual(
      added.map(({ description }) => description),
      [reason],
    );
  });

  it("lets connected networks reach the API of Kubernetes, and nothing else", () => {
    const rules = firewallRules({ ...request, apiCidrs: ["10.100.0.0/16", "10.101.0.0/16"] });
    const added = rules.filter(({ id }) => !firewallRules(request).some((rule) => rule.id === id));
    assert.deepEqual(added.map(line), [
      "control-plane < 10.100.0.0/16 443",
      "control-plane < 10.101.0.0/16 443",
    ]);
  });

  it("lets no address in that was not given, and names each rule once, in words that AWS takes", () => {
    const block = fc
      .tuple(fc.nat(255), fc.nat(255))
      .map(([second, third]) => `10.${String(second)}.${String(third)}.0/24`);
    fc.assert(
      fc.property(block, fc.uniqueArray(block, { maxLength: 4 }), fc.boolean(), (vpcCidr, apiCidrs, out) => {
        const rules = firewallRules({
          vpcCidr,
          apiCidrs,
          ...(out ? { internetEgressReason: "Models come from a hub" } : {}),
        });
        const known = new Set([vpcCidr, ...apiCidrs]);
        for (const { direction, peer, group, description } of rules) {
          if (direction === "ingress" && "cidr" in peer) assert.ok(known.has(peer.cidr));
          if (direction === "egress" && "cidr" in peer && peer.cidr !== "0.0.0.0/0") {
            assert.ok((PRIVATE_NETWORKS as readonly string[]).includes(peer.cidr));
          }
          assert.ok(group in securityGroups);
          assert.match(description, /^[A-Za-z0-9 ._\-:/()#,@[\]+=&;{}!$*]{1,255}$/);
        }
        assert.equal(new Set(rules.map(({ id }) => id)).size, rules.length);
      }),
    );
  });
});
