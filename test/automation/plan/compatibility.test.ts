import assert from "node:assert/strict";
import { compatibilityFindings, compatibilityRules } from "../../../automation/plan/compatibility";
import { pairs, ruleOf } from "../../../model/compatibility";
import {
  ASSOCIATION,
  NODE_GROUP,
  account,
  annotations,
  chart,
  cluster,
  components,
  judge,
  nodes,
  planOf,
} from "../../helpers/component-plans";
import type { Given } from "../../helpers/component-plans";
import { unknownValue, urnOf } from "../../policypack/server";

describe("automation/plan/compatibility", () => {
  it("has a rule for each pair, which denies", () => {
    assert.deepEqual(
      compatibilityRules.map(({ name }) => name),
      pairs.map(ruleOf),
    );
    assert.ok(compatibilityRules.every(({ level }) => level === "mandatory"));
  });

  it("reports at the resource to change, with its line", () => {
    const [finding, ...others] = compatibilityFindings(
      planOf(cluster("1.33"), nodes({ amiType: "AL2_x86_64" })),
    );
    assert.deepEqual(others, []);
    assert.equal(finding?.rule, "compatibility-al2-ami");
    assert.equal(finding.urn, urnOf(NODE_GROUP, "nodes"));
    assert.equal(finding.enforcementLevel, "mandatory");
    assert.deepEqual(finding.source, { file: "/program/index.ts", line: 7 });
    assert.match(finding.message, /The other is `main`\.$/);
  });

  it("bears a resource without a line", () => {
    const plan = planOf(cluster("1.33"), nodes({ amiType: "AL2_x86_64" }));
    const bare = plan.resources.map(({ source: _, ...resource }) => resource);
    const [finding] = compatibilityFindings({ ...plan, resources: bare });
    assert.ok(finding !== undefined && !("source" in finding));
  });

  describe("clusters and nodes", () => {
    it("finds the version of either cluster", () => {
      assert.deepEqual(components(cluster("1.36")), ["kubernetes 1.36"]);
      assert.deepEqual(components({ ...cluster("1.35"), type: "eks:index:Cluster" }), ["kubernetes 1.35"]);
      assert.deepEqual(components(cluster(), { type: "aws:eks/fargateProfile:FargateProfile", name: "x" }), [
        "kubernetes",
      ]);
    });

    it("finds images of nodes", () => {
      assert.deepEqual(components(nodes({ amiType: "AL2_x86_64_GPU" })), ["ami-al2", "ami-nvidia"]);
      assert.deepEqual(components(nodes({ amiType: "AL2023_x86_64_NVIDIA" })), ["ami-nvidia"]);
      assert.deepEqual(components(nodes({ amiType: "AL2023_x86_64_STANDARD" })), []);
      assert.deepEqual(components(nodes({})), []);
      assert.deepEqual(components(nodes({ operatingSystem: "AL2" }, "eks:index:ManagedNodeGroup")), [
        "ami-al2",
      ]);
      assert.deepEqual(components(nodes({ amiType: unknownValue }, "eks:index:NodeGroupV2")), [
        "ami-al2 ?",
        "ami-nvidia ?",
      ]);
      const nodeClass = (spec: object): Given => ({
        type: "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
        name: "c",
        wire: { spec },
      });
      assert.deepEqual(components(nodeClass({ amiFamily: "AL2" })), ["ami-al2"]);
      assert.deepEqual(components(nodeClass({ amiSelectorTerms: [{ alias: "al2@v20240807" }] })), [
        "ami-al2",
      ]);
      assert.deepEqual(components(nodeClass({ amiSelectorTerms: [{ alias: "al2023@latest" }] })), []);
      assert.deepEqual(components(nodeClass({ amiSelectorTerms: unknownValue })), ["ami-al2 ?"]);
    });

    it("takes an unknown version or image for neither good nor bad", () => {
      assert.deepEqual(judge(cluster(unknownValue), nodes({ amiType: "AL2_x86_64" })), {
        "al2-ami": "undecided",
      });
      assert.deepEqual(judge(cluster(), nodes({ amiType: "AL2_x86_64" })), { "al2-ami": "undecided" });
      assert.deepEqual(judge(cluster("1.36"), nodes({ amiType: unknownValue })), { "al2-ami": "undecided" });
      assert.deepEqual(judge(cluster("1.32"), nodes({ amiType: unknownValue })), {});
    });

    it("wants a role for the EBS CSI add-on", () => {
      const addon = (wire: object): Given => ({
        type: "aws:eks/addon:Addon",
        name: "ebs",
        wire: { addonName: "aws-ebs-csi-driver", ...wire },
      });
      const associated = (serviceAccount: unknown): Given => ({
        type: ASSOCIATION,
        name: "a",
        wire: { namespace: "kube-system", serviceAccount },
      });
      const bad = { "ebs-csi-role": "bad" };
      const undecided = { "ebs-csi-role": "undecided" };
      assert.deepEqual(judge(cluster("1.33"), addon({})), bad);
      assert.deepEqual(judge(cluster("1.33"), { ...addon({}), type: "eks:index:Addon" }), bad);
      assert.deepEqual(judge(cluster("1.33"), addon({ podIdentityAssociations: [] })), bad);
      assert.deepEqual(judge(cluster("1.33"), addon({}), associated("other")), bad);
      assert.deepEqual(judge(cluster("1.32"), addon({})), {});
      assert.deepEqual(judge(cluster("1.33"), addon({ addonName: "coredns" })), {});
      assert.deepEqual(judge(cluster("1.33"), addon({ serviceAccountRoleArn: unknownValue })), {});
      assert.deepEqual(judge(cluster("1.33"), addon({ podIdentityAssociations: [{}] })), {});
      assert.deepEqual(judge(cluster("1.33"), addon({}), associated("ebs-csi-controller-sa")), {});
      assert.deepEqual(judge(cluster("1.33"), addon({}), associated(unknownValue)), undecided);
      assert.deepEqual(judge(cluster("1.33"), addon({ addonName: unknownValue })), undecided);
      assert.deepEqual(judge(cluster(), addon({})), undecided);
    });
  });

  describe("service accounts", () => {
    const associated = (
      namespace: unknown,
      serviceAccount: unknown,
      sources: readonly string[] = [],
    ): Given => ({
      type: ASSOCIATION,
      name: "association",
      wire: { namespace, serviceAccount },
      propertyDependencies: { serviceAccount: sources },
    });
    const bad = { "service-account-identity": "bad" };
    const undecided = { "service-account-identity": "undecided" };

    it("refuses both identities on one account", () => {
      const ray = account({ name: "ray", namespace: "ml", annotations });
      assert.deepEqual(judge(ray, associated("ml", "ray")), bad);
      assert.deepEqual(judge(ray, associated("ml", "other")), {});
      assert.deepEqual(judge(ray, associated("other", "ray")), {});
      assert.deepEqual(judge(account({ name: "ray", namespace: "ml" }), associated("ml", "ray")), {});
      assert.deepEqual(judge(account({ name: "ray", annotations }), associated("default", "ray")), bad);
    });

    it("follows the name of an account to the account", () => {
      const [ray, other] = [account({ annotations }, "ray"), account({ annotations }, "other")];
      const urn = urnOf("kubernetes:core/v1:ServiceAccount", "ray");
      assert.deepEqual(judge(ray, associated("ml", unknownValue, [urn])), bad);
      assert.deepEqual(
        judge(other, { ...account({}), name: "ray" }, associated("ml", unknownValue, [urn])),
        {},
      );
      assert.deepEqual(judge(ray, associated("ml", unknownValue, [urnOf("x:y:Z", "z")])), undecided);
      assert.deepEqual(judge(ray, associated("ml", unknownValue)), undecided);
      assert.deepEqual(
        judge(account({ name: unknownValue, annotations }), associated("ml", "ray")),
        undecided,
      );
    });

    it("reads annotations that nobody knows as a doubt", () => {
      assert.deepEqual(
        judge(account({ name: "ray", namespace: "ml", annotations: unknownValue }), associated("ml", "ray")),
        undecided,
      );
    });

    it("knows the accounts of charts and of add-ons", () => {
      const values = { serviceAccount: { name: "lbc", annotations } };
      assert.deepEqual(
        judge(chart("x", { namespace: "kube-system", values }), associated("kube-system", "lbc")),
        bad,
      );
      assert.deepEqual(
        judge(chart("x", { namespace: "kube-system", values: {} }), associated("kube-system", "lbc")),
        {},
      );
      const addon = (wire: object): Given => ({
        type: "aws:eks/addon:Addon",
        name: "cni",
        wire: { addonName: "vpc-cni", ...wire },
      });
      assert.deepEqual(
        judge(addon({ serviceAccountRoleArn: "arn" }), associated("kube-system", "aws-node")),
        bad,
      );
      assert.deepEqual(
        judge(
          addon({ serviceAccountRoleArn: "arn", podIdentityAssociations: [{ serviceAccount: "aws-node" }] }),
        ),
        bad,
      );
      assert.deepEqual(judge(addon({}), associated("kube-system", "aws-node")), {});
      assert.deepEqual(
        judge(addon({ addonName: "unheard-of", serviceAccountRoleArn: "arn" }), associated("a", "b")),
        undecided,
      );
    });
  });
});
