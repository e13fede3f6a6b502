import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { judge } from "../../../automation/policy/judge";
import type { JudgeOptions } from "../../../automation/policy/judge";
import { denies } from "../../../automation/policy/findings";
import type { Finding } from "../../../automation/policy/findings";
import type { PlannedResource } from "../../../automation/plan/types";
import { demand, violation } from "../../../policypack/lib/finding";
import { resourceRule, stackRule } from "../../../policypack/lib/rule";
import { rule as endpointPrivate } from "../../../policypack/rules/eks/endpoint-private";
import { planned, planOf } from "../../helpers/plans";
import { secret, unknownValue } from "../../policypack/server";

const type = "aws:eks/cluster:Cluster";
const facts = { ...endpointPrivate, types: [type], check: () => [] };
const source = { file: "/program/index.ts", line: 7, column: 3 };
const cluster = (wire: PlannedResource["wire"], more: Partial<PlannedResource> = {}): PlannedResource =>
  planned(type, "main", wire, { source, ...more });
const publicCluster = cluster({ vpcConfig: { endpointPublicAccess: true } });

const provided = resourceRule({
  ...facts,
  name: "tags-provider",
  check: ({ provider }) => {
    const owner = provider?.at("defaultTags.tags.Owner");
    return owner === undefined ? [] : demand(owner.given(), owner, "must be given");
  },
});
const broken = resourceRule({
  ...facts,
  name: "eks-broken",
  check: () => {
    throw new TypeError("the secret is hunter2");
  },
});
const brokenStack = stackRule({
  ...facts,
  name: "cost-broken",
  level: "advisory",
  checkStack: () => {
    throw new Error("the secret is hunter2");
  },
});
const budget = stackRule({
  ...facts,
  name: "cost-budget",
  settings: { limit: { type: "number", description: "Limit.", default: 3 } },
  checkStack: ({ resources }, { limit }) =>
    resources.length > limit ? [violation("", `has more than ${limit} resources.`)] : [],
});
const tagged = resourceRule({
  ...facts,
  name: "tags-owner",
  check: ({ properties }) => demand(properties.at("owner").given(), properties.at("owner"), "must be given"),
  remediate: (_, values) => ({ ...values, owner: "platform-team" }),
});

describe("automation/policy/judge", () => {
  let folder = "";
  const rules = [endpointPrivate, provided, broken, brokenStack, budget, tagged];
  const names = rules.map(({ name }) => name);

  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "plinth-judge-"))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const write = (file: string, value: unknown): string => {
    const path = join(folder, file);
    writeFileSync(path, typeof value === "string" ? value : JSON.stringify(value));
    return path;
  };

  /** Findings of only these rules, of which the rest is disabled. */
  async function judged(
    resources: readonly PlannedResource[],
    config: Readonly<Record<string, unknown>>,
    options: Partial<JudgeOptions> = {},
  ): Promise<readonly Finding[]> {
    const off = Object.fromEntries(
      names.filter((name) => !(name in config)).map((name) => [name, "disabled"]),
    );
    // The profiles hold the rules of the pack, and these tests have rules of their own.
    const profiles = join(folder, "profiles");
    rmSync(profiles, { recursive: true, force: true });
    const packFolder = folder;
    mkdirSync(profiles);
    writeFileSync(join(profiles, "baseline.json"), "{}");
    const policyConfig = write("config.json", { ...off, ...config });
    const plan = planOf(folder, ...resources);
    return (await judge(plan, { profile: "baseline", policyConfig, packFolder, rules, ...options })).findings;
  }

  it("finds what a rule finds, with the line of the resource and without the rule's description", async () => {
    const [finding, ...more] = await judged([publicCluster], { "eks-endpoint-private": "mandatory" });
    assert.deepEqual(more, []);
    assert.deepEqual(finding, {
      rule: "eks-endpoint-private",
      urn: publicCluster.urn,
      enforcementLevel: "mandatory",
      severity: "high",
      message:
        "`vpcConfig.endpointPublicAccess` must be `false`: the Kubernetes API would be reachable from the internet.",
      source,
    });
    assert.ok(denies(finding));
  });

  it("understands secrets and unknown values in their wire form", async () => {
    const on = { "eks-endpoint-private": "mandatory" };
    assert.deepEqual(await judged([cluster({ vpcConfig: secret({ endpointPublicAccess: false }) })], on), []);
    const [finding] = await judged([cluster({ vpcConfig: { endpointPublicAccess: unknownValue } })], on);
    assert.equal(finding?.enforcementLevel, "mandatory");
    assert.match(finding.message, /This cannot be decided/);
  });

  it("understands files and archives in their wire form", async () => {
    const key = "4dabf18193072939515e22adb298388d";
    const asset = { [key]: "c44067f5952c0a294b673a41bacd8c17", text: "hello" };
    const archive = { [key]: "0def7320c3a5731c473e5ecbe6d01bc7", assets: { "index.js": asset } };
    const wire = { vpcConfig: { endpointPublicAccess: false }, asset, archive };
    assert.deepEqual(await judged([cluster(wire)], { "eks-endpoint-private": "mandatory" }), []);
  });

  it("reports at the level of the config, and nothing of a disabled rule", async () => {
    const [finding] = await judged([publicCluster], { "eks-endpoint-private": "advisory" });
    assert.equal(finding?.enforcementLevel, "advisory");
    assert.equal(denies(finding), false);
    assert.deepEqual(await judged([publicCluster], {}), []);
  });

  it("hands the settings of the config to a rule, and its defaults without them", async () => {
    const many = ["a", "b", "c"].map((name) => planned("x:y:Z", name));
    assert.match((await judged(many, { "cost-budget": "mandatory" }))[0]?.message ?? "", /more than 3/);
    assert.deepEqual(await judged(many, { "cost-budget": { limit: 4 } }), []);
  });

  it("shows a rule the inputs of the explicit provider", async () => {
    const provider = planned("pulumi:providers:aws", "explicit", { defaultTags: { tags: {} } });
    const child = cluster({}, { provider: provider.urn });
    assert.match(
      (await judged([provider, child], { "tags-provider": "mandatory" }))[0]?.message ?? "",
      /defaultTags/,
    );
    assert.deepEqual(await judged([cluster({})], { "tags-provider": "mandatory" }), []);
  });

  it("reports a policy that throws as its failure, quotes nothing of it, and runs the others", async () => {
    const config = {
      "eks-broken": "mandatory",
      "cost-broken": "advisory",
      "eks-endpoint-private": "mandatory",
    };
    const findings = await judged([publicCluster], config);
    assert.deepEqual(findings.map(({ rule, enforcementLevel }) => `${enforcementLevel} ${rule}`).sort(), [
      "advisory cost-broken",
      "mandatory eks-broken",
      "mandatory eks-endpoint-private",
    ]);
    const failure = findings.find(({ rule }) => rule === "eks-broken");
    assert.match(
      failure?.message ?? "",
      /^The policy itself failed: it threw a TypeError at test\/automation\/policy\/judge\.test\.ts:\d+\./,
    );
    assert.doesNotMatch(JSON.stringify(findings), /hunter2/);
  });

  it("counts inputs that cannot be read against every rule that was to judge them", async () => {
    const unreadable = cluster({ vpcConfig: { "4dabf18193072939515e22adb298388d": "something new" } });
    const [finding] = await judged([unreadable], { "eks-endpoint-private": "mandatory" });
    assert.match(finding?.message ?? "", /cannot be read by the policy server/);
    assert.ok(finding && denies(finding));
  });

  it("repairs where the config says so, and judges what comes of it", async () => {
    assert.deepEqual(await judged([cluster({})], { "tags-owner": "remediate" }), []);
    const [finding] = await judged([cluster({})], { "tags-owner": "mandatory" });
    assert.equal(finding?.enforcementLevel, "mandatory");
  });

  it("judges beside the pack what it is given, by the same config and waivers", async () => {
    const rule = { ...facts, name: "compatibility-pair" };
    const found = {
      rule: rule.name,
      urn: publicCluster.urn,
      severity: "high",
      message: "do not go together",
    } as const;
    const beside = [{ rules: [rule], judge: () => [{ ...found, enforcementLevel: "mandatory" } as const] }];
    assert.equal((await judged([publicCluster], {}, { beside }))[0]?.enforcementLevel, "mandatory");
    assert.equal(
      (await judged([publicCluster], { [rule.name]: "advisory" }, { beside }))[0]?.enforcementLevel,
      "advisory",
    );
    assert.deepEqual(await judged([publicCluster], { [rule.name]: "disabled" }, { beside }), []);
    const [entry] = [{ rule: rule.name, urn: "*", reason: "Tested.", owner: "team", expires: "2999-01-01" }];
    const waivers = write("pair.yaml", [entry]);
    const [waived, ...more] = await judged([publicCluster], {}, { beside, waivers });
    assert.deepEqual(more, []);
    assert.equal(waived?.waived?.owner, "team");
  });

  describe("with waivers", () => {
    const waiver = {
      rule: "eks-endpoint-private",
      urn: publicCluster.urn,
      reason: "No VPN yet.",
      owner: "platform-team",
      expires: "2999-12-31",
    };
    const on = { "eks-endpoint-private": "mandatory" };

    it("shows what is waived, by whom, why and until when, and does not deny it", async () => {
      const file = write("waivers.yaml", [waiver]);
      const [finding, ...more] = await judged([publicCluster], on);
      assert.deepEqual(more, []);
      assert.deepEqual(finding?.waived, {
        owner: "platform-team",
        reason: "No VPN yet.",
        expires: "2999-12-31",
        file,
        line: 1,
      });
      assert.equal(denies(finding), false);
    });

    it("denies a waiver that is not used, at its own line", async () => {
      const file = write("other.yaml", `\n- ${JSON.stringify(waiver)}\n`);
      const [finding] = await judged([cluster({ vpcConfig: { endpointPublicAccess: false } })], on, {
        waivers: file,
      });
      assert.equal(finding?.rule, "waivers-valid");
      assert.deepEqual(finding.source, { file, line: 2 });
      assert.match(finding.message, /^other\.yaml:2: .* is not used/);
      assert.ok(denies(finding));
    });

    it("says nothing about a waiver of a rule that is disabled", async () => {
      write("waivers.yaml", [waiver]);
      assert.deepEqual(await judged([publicCluster], {}), []);
    });

    it("explains a file of waivers that is not there", async () => {
      await assert.rejects(judged([], on, { waivers: join(folder, "missing.yaml") }), {
        code: "policy-input-invalid",
        message: /The file of waivers cannot be read: .*missing\.yaml/,
      });
    });
  });
});
