import assert from "node:assert/strict";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import { NetworkAddons, NodeAddons } from "../../../components/eks/addons";
import type { NodeAddonsArgs } from "../../../components/eks/addons";
import { addonVersions } from "../../../model/eks/addon-versions";
import { scope, tags } from "../../helpers/eks-scope";
import { Registrations } from "../../helpers/registrations";

const ADDON = "aws:eks/addon:Addon";
const common = { scope, version: "1.36", clusterName: "plinth", tags } as const;

describe("components/eks/addons", () => {
  const registered = new Registrations();
  const addon = (addonName: string) => registered.get(ADDON, `plinth-${addonName}`);
  const names = () =>
    registered
      .all()
      .filter(({ type }) => type === ADDON)
      .map(({ inputs }) => inputs["addonName"])
      .toSorted();
  const resource = (name: string) => new RolePolicy(name, { role: "role", policy: "{}" });

  describe("NetworkAddons", () => {
    let addons: NetworkAddons;

    beforeEach(async () => {
      await registered.start({ stack: "prod", preview: false });
      addons = new NetworkAddons("plinth", { ...common, boundaryArn: "arn:boundary" });
      await registered.settled();
    });

    it("makes what nodes become ready with, each of its pinned version", () => {
      assert.deepEqual(names(), ["eks-pod-identity-agent", "kube-proxy", "vpc-cni"]);
      assert.deepEqual(addon("kube-proxy").inputs, {
        clusterName: "plinth",
        addonName: "kube-proxy",
        addonVersion: addonVersions["1.36"]["kube-proxy"],
        resolveConflictsOnCreate: "OVERWRITE",
        resolveConflictsOnUpdate: "OVERWRITE",
      });
    });

    it("turns network policies on, and takes addresses as the size of the VPC is reckoned with", () => {
      assert.deepEqual(JSON.parse(String(addon("vpc-cni").inputs["configurationValues"])), {
        enableNetworkPolicy: "true",
        env: { ENABLE_PREFIX_DELEGATION: "false", WARM_ENI_TARGET: "1" },
      });
    });

    it("gives the CNI a role of its own by Pod Identity, and first", () => {
      const { inputs } = registered.get("aws:iam/role:Role", "plinth-vpc-cni");
      assert.equal(inputs["name"], "plinth-eu-central-1-vpc-cni");
      assert.equal(inputs["permissionsBoundary"], "arn:boundary");
      assert.match(String(inputs["assumeRolePolicy"]), /pods\.eks\.amazonaws\.com/);
      const association = registered.get(
        "aws:eks/podIdentityAssociation:PodIdentityAssociation",
        "plinth-vpc-cni",
      ).inputs;
      assert.equal(association["namespace"], "kube-system");
      assert.equal(association["serviceAccount"], "aws-node");
      const { dependencies } = addon("vpc-cni");
      assert.ok(dependencies.some((urn) => urn.includes("PodIdentityAssociation::plinth-vpc-cni")));
      assert.ok(dependencies.some((urn) => urn.includes("RolePolicyAttachment::plinth-vpc-cni")));
      assert.equal("serviceAccountRoleArn" in addon("vpc-cni").inputs, false);
    });

    it("hands all of it out, so that nodes come after it", () => {
      assert.equal(addons.ready.length, 5);
    });
  });

  describe("NodeAddons", () => {
    async function create(
      ebsCsi: () => NodeAddonsArgs["ebsCsi"] = () => ({ mode: "irsa", roleArn: "arn:ebs" }),
    ): Promise<void> {
      await registered.start({ stack: "prod", preview: false });
      new NodeAddons("plinth", { ...common, nodes: [resource("system")], ebsCsi: ebsCsi() });
      await registered.settled();
    }

    it("makes the others once there are nodes", async () => {
      await create();
      assert.deepEqual(names(), [
        "aws-ebs-csi-driver",
        "coredns",
        "eks-node-monitoring-agent",
        "metrics-server",
      ]);
      for (const { dependencies } of registered.all().filter(({ type }) => type === ADDON)) {
        assert.ok(dependencies.some((urn) => urn.endsWith("::system")));
      }
    });

    it("gives the driver of EBS a role by IRSA", async () => {
      await create();
      assert.equal(addon("aws-ebs-csi-driver").inputs["serviceAccountRoleArn"], "arn:ebs");
      assert.equal("serviceAccountRoleArn" in addon("coredns").inputs, false);
    });

    it("waits for the driver's role by Pod Identity, which the add-on does not name then", async () => {
      await create(() => ({ mode: "podIdentity", identity: resource("association") }));
      const { inputs, dependencies } = addon("aws-ebs-csi-driver");
      assert.equal("serviceAccountRoleArn" in inputs, false);
      assert.ok(dependencies.some((urn) => urn.endsWith("::association")));
      assert.ok(!addon("coredns").dependencies.some((urn) => urn.endsWith("::association")));
    });

    it("tags the volumes that pods ask for, and mounts them on every node", async () => {
      await create();
      assert.deepEqual(JSON.parse(String(addon("aws-ebs-csi-driver").inputs["configurationValues"])), {
        controller: { extraVolumeTags: tags },
        node: { tolerateAllTaints: true },
      });
    });
  });
});
