import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { violation } from "../../policypack/lib/finding";
import { policyOf } from "../../policypack/lib/policy";
import { stackRule } from "../../policypack/lib/rule";
import { Waivers } from "../../policypack/lib/waivers";
import { createPolicies } from "../../policypack/pack";
import type { Policy } from "../../policypack/pack";
import { rules } from "../../policypack/rules";
import { rule as endpointPrivate } from "../../policypack/rules/eks/endpoint-private";
import { analyze, analyzeStack, unknownValue, urnOf } from "./server";

const type = "aws:eks/cluster:Cluster";
const publicCluster = { type, name: "example", inputs: { vpcConfig: { endpointPublicAccess: true } } };
const root = { type: "pulumi:pulumi:Stack", name: "plinth-test", inputs: {} };
const budget = stackRule({
  ...endpointPrivate,
  name: "cost-budget",
  title: "There is a budget",
  checkStack: () => [violation("", "a budget must be there.")],
});

const waiver = { reason: "No VPN yet.", owner: "platform-team", expires: "2999-12-31" };

function policiesWith(...entries: object[]): Policy[] {
  const all = [endpointPrivate, budget];
  const source = JSON.stringify(entries.map((entry) => ({ ...waiver, ...entry })));
  const waivers = Waivers.read(
    "waivers.yaml",
    source,
    all.map(({ name }) => name),
  );
  return createPolicies({ rules: all, waivers });
}

/** Judges as the CLI does: each policy over the resources, then over the stack. Returns `<policy>: <message>`. */
async function judge(policies: readonly Policy[]): Promise<string[]> {
  const found: string[] = [];
  for (const policy of policies) {
    const ofResource = "validateStack" in policy ? [] : await analyze(policy, publicCluster);
    const ofStack = "validateStack" in policy ? await analyzeStack(policy, [root, publicCluster]) : [];
    for (const { policyName, message, enforcementLevel } of [...ofResource, ...ofStack])
      found.push(`${enforcementLevel} ${policyName}: ${message.split("\n")[1] ?? ""}`);
  }
  return found;
}

describe("policypack/pack", () => {
  it("has a policy for each rule, and its own ones about waivers last", () => {
    assert.deepEqual(
      createPolicies().map(({ name }) => name),
      [...rules.map(({ name }) => name), "waivers-applied", "waivers-valid"],
    );
    assert.deepEqual(new Set(rules.map(({ name }) => name)).size, rules.length);
  });

  it("reports what no waiver covers", async () => {
    const found = await judge(policiesWith());
    assert.deepEqual(
      found.map((text) => text.split(":")[0]),
      ["mandatory eks-endpoint-private", "mandatory cost-budget"],
    );
  });

  it("holds back what a waiver covers, and says so as an advice", async () => {
    const found = await judge(
      policiesWith(
        { rule: "eks-endpoint-private", urn: urnOf(type, "example") },
        { rule: "cost-budget", urn: urnOf("pulumi:pulumi:Stack", "plinth-test") },
      ),
    );
    assert.equal(found.length, 2);
    assert.match(
      found[0] ?? "",
      /^advisory waivers-applied: eks-endpoint-private is waived by platform-team until 2999-12-31 \(No VPN yet\.\): `vpcConfig/,
    );
    assert.match(found[1] ?? "", /^advisory waivers-applied: cost-budget is waived by platform-team/);
  });

  it("denies a waiver that covers nothing, and one that is not understood", async () => {
    const found = await judge(
      policiesWith(
        { rule: "eks-endpoint-private", urn: "*::aws:eks/cluster:Cluster::other" },
        { rule: "cost-budgt", urn: "*" },
      ),
    );
    const denied = found.filter((text) => text.startsWith("mandatory waivers-valid")).reverse();
    assert.equal(denied.length, 2);
    assert.match(denied[0] ?? "", /: waivers\.yaml:1: the waiver of `eks-endpoint-private` .* is not used/);
    assert.match(
      denied[1] ?? "",
      /: waivers\.yaml:1: there is no rule `cost-budgt`; did you mean `cost-budget`\?/,
    );
  });

  it("judges a stack by what was given to its resources, not by what a provider may fill in", async () => {
    const given = stackRule({
      ...budget,
      name: "eks-logged",
      checkStack: (stack) =>
        stack.resources.flatMap(({ properties }) =>
          properties.at("enabledClusterLogTypes").state === "unknown" ? [violation("", "is not known.")] : [],
        ),
    });
    const outputs = {
      ...publicCluster,
      inputs: { ...publicCluster.inputs, enabledClusterLogTypes: unknownValue },
    };
    const [ofResource, ofStack] = createPolicies({ rules: [endpointPrivate, given] });
    assert.ok(ofResource && ofStack);
    assert.equal((await analyzeStack(ofStack, [root, outputs])).length, 1);
    await analyze(ofResource, publicCluster);
    assert.deepEqual(await analyzeStack(ofStack, [root, outputs]), []);
  });

  it("leaves a component to its parts where the engine shows nothing of it", async () => {
    const cluster = { type: "eks:index:Cluster", name: "example" };
    const [policy] = createPolicies({ rules: [endpointPrivate] });
    assert.ok(policy);
    assert.deepEqual(await analyze(policy, { ...cluster, inputs: {} }), []);
    assert.equal((await analyze(policy, { ...cluster, inputs: { endpointPublicAccess: true } })).length, 1);
    assert.equal((await analyze(policyOf(endpointPrivate), { ...cluster, inputs: {} })).length, 1);
  });

  it("calls a waiver of a disabled rule neither used nor unused", async () => {
    const policies = policiesWith({ rule: "eks-endpoint-private", urn: "*::nothing" });
    assert.deepEqual(await judge(policies.filter(({ name }) => name.startsWith("waivers-"))), []);
  });

  it("denies everything but what was waived in the profile strict, and judges Docker and tags in local", () => {
    const profile = (name: string): Record<string, string> =>
      JSON.parse(
        readFileSync(join(__dirname, "../../policypack/profiles", `${name}.json`), "utf8"),
      ) as Record<string, string>;
    const strict = Object.entries(profile("strict")).filter(([, level]) => level !== "mandatory");
    assert.deepEqual(strict, [["waivers-applied", "advisory"]]);
    const judged = Object.entries(profile("local")).filter(([, level]) => level !== "disabled");
    assert.ok(judged.every(([name]) => /^(?:docker|tags|waivers)-/.test(name)));
  });
});
