import assert from "node:assert/strict";
import { RolePolicy } from "@pulumi/aws/iam/rolePolicy";
import * as pulumi from "@pulumi/pulumi";
import { NodePool } from "../../../components/eks/pool";
import type { NodePoolArgs } from "../../../components/eks/pool";
import { nodeGroupName } from "../../../model/eks/node-group";
import { scope, tags } from "../../helpers/eks-scope";
import { cpuPlan, gpuPlan } from "../../helpers/pool-plans";
import { Registrations, valueOf } from "../../helpers/registrations";
import type { RegistrationsOptions } from "../../helpers/registrations";

const TEMPLATE = "aws:ec2/launchTemplate:LaunchTemplate";
const GROUP = "aws:eks/nodeGroup:NodeGroup";
const TAG = "aws:autoscaling/tag:Tag";
const PLACEMENT = "aws:ec2/placementGroup:PlacementGroup";

/** What EKS says of a group, and EC2 of a template, once they are made. */
const made: NonNullable<RegistrationsOptions["outputs"]> = (type) => {
  if (type === TEMPLATE) return { latestVersion: 7 };
  return type === GROUP ? { resources: [{ autoscalingGroups: [{ name: "eks-group" }] }] } : {};
};

describe("components/eks/pool", () => {
  const registered = new Registrations();

  async function create(
    changeOf: Partial<NodePoolArgs> | (() => Partial<NodePoolArgs>) = {},
    outputs: RegistrationsOptions["outputs"] = made,
  ): Promise<NodePool> {
    await registered.start({ stack: "prod", preview: false, outputs });
    const change = typeof changeOf === "function" ? changeOf() : changeOf;
    const plan = change.plan ?? cpuPlan;
    const pool = new NodePool(`plinth-${plan.name}`, {
      scope,
      plan,
      clusterName: "plinth",
      kubernetesVersion: "1.36",
      nodeRoleArn: "arn:node",
      subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
      securityGroupIds: ["sg-nodes"],
      ebsKeyArn: "arn:key",
      autoscaler: "clusterAutoscaler",
      tags,
      ...change,
    });
    await registered.settled();
    return pool;
  }

  const only = (type: string) => registered.all().filter((one) => one.type === type);
  const template = (plan = cpuPlan) => registered.get(TEMPLATE, `plinth-${plan.name}-template`).inputs;
  const group = (plan = cpuPlan) => registered.get(GROUP, `plinth-${plan.name}`);

  describe("the launch template", () => {
    it("wants session tokens that end on the node, and shows no tags", async () => {
      await create();
      assert.deepEqual(template()["metadataOptions"], {
        httpEndpoint: "enabled",
        httpTokens: "required",
        httpPutResponseHopLimit: 1,
        httpProtocolIpv6: "disabled",
        instanceMetadataTags: "disabled",
      });
      assert.deepEqual(template()["monitoring"], { enabled: true });
    });

    it("has disks of stated speed under the key that is given", async () => {
      await create({ plan: gpuPlan });
      const ebs = { volumeType: "gp3", encrypted: "true", kmsKeyId: "arn:key", deleteOnTermination: "true" };
      assert.deepEqual(template(gpuPlan)["blockDeviceMappings"], [
        { deviceName: "/dev/xvda", ebs: { ...ebs, volumeSize: 4, iops: 3000, throughput: 125 } },
        { deviceName: "/dev/xvdb", ebs: { ...ebs, volumeSize: 500, iops: 6000, throughput: 1000 } },
      ]);
    });

    it("has no public address, no key pair and nothing that belongs into the node group", async () => {
      await create();
      assert.deepEqual(template()["networkInterfaces"], [
        {
          networkCardIndex: 0,
          deviceIndex: 0,
          associatePublicIpAddress: "false",
          deleteOnTermination: "true",
          securityGroups: ["sg-nodes"],
        },
      ]);
      const forbidden = ["instanceType", "imageId", "keyName", "iamInstanceProfile", "vpcSecurityGroupIds"];
      assert.deepEqual(
        forbidden.filter((key) => key in template()),
        [],
      );
      assert.equal(only(PLACEMENT).length, 0);
    });

    it("tags instances, disks and network interfaces", async () => {
      await create();
      const own = { ...tags, Name: "plinth-cpu" };
      assert.deepEqual(template()["tagSpecifications"], [
        { resourceType: "instance", tags: own },
        { resourceType: "volume", tags: own },
        { resourceType: "network-interface", tags: own },
      ]);
    });

    it("carries user data in base64", async () => {
      await create();
      const text = Buffer.from(String(template()["userData"]), "base64").toString();
      assert.match(text, /seccompDefault: true/);
    });

    it("puts nodes with network adapters close together, where they are in one zone", async () => {
      await create({ plan: gpuPlan });
      const { inputs } = registered.get(PLACEMENT, "plinth-gpu-h100-placement");
      assert.deepEqual(inputs, { name: "plinth-gpu-h100", strategy: "cluster" });
      assert.deepEqual(template(gpuPlan)["placement"], { groupName: "plinth-gpu-h100" });
      const interfaces = template(gpuPlan)["networkInterfaces"] as Record<string, unknown>[];
      assert.equal(interfaces.length, 32);
      assert.ok(interfaces.every((each) => each["associatePublicIpAddress"] === "false"));

      await create({ plan: { ...gpuPlan, zones: cpuPlan.zones } });
      assert.equal(only(PLACEMENT).length, 0);
      assert.equal("placement" in template(gpuPlan), false);
    });
  });

  describe("the node group", () => {
    it("is what the plan says", async () => {
      await create({ plan: gpuPlan });
      const { inputs } = group(gpuPlan);
      assert.deepEqual(inputs, {
        clusterName: "plinth",
        nodeGroupName: nodeGroupName(gpuPlan),
        version: "1.36",
        nodeRoleArn: "arn:node",
        subnetIds: ["subnet-a", "subnet-b", "subnet-c"],
        amiType: "BOTTLEROCKET_x86_64_NVIDIA",
        capacityType: "SPOT",
        instanceTypes: ["p5.48xlarge"],
        labels: { "plinth.dev/pool": "gpu-h100" },
        taints: [
          { key: "nvidia.com/gpu", value: "true", effect: "NO_SCHEDULE" },
          { key: "alone", effect: "NO_EXECUTE" },
        ],
        scalingConfig: { minSize: 0, maxSize: 4, desiredSize: 0 },
        updateConfig: { updateStrategy: "MINIMAL", maxUnavailable: 1 },
        nodeRepairConfig: { enabled: true },
        launchTemplate: { id: "id-of-plinth-gpu-h100-template", version: "7" },
      });
    });

    it("leaves the number of nodes to the autoscaler", async () => {
      await create();
      assert.deepEqual(group().ignoreChanges, ["scalingConfig.desiredSize"]);
    });

    it("comes after its template and what nodes need, and goes before them", async () => {
      await create(() => ({ ready: [new RolePolicy("right", { role: "node", policy: "{}" })] }));
      const { dependencies } = group();
      assert.ok(dependencies.some((urn) => urn.endsWith("::plinth-cpu-template")));
      assert.ok(dependencies.some((urn) => urn.endsWith("::right")));
    });

    it("belongs to the pool", async () => {
      await create();
      for (const one of registered.all().filter(({ type }) => type !== "pulumi:pulumi:Stack")) {
        if (one.type !== "plinth:eks:NodePool") assert.match(one.parent, /plinth:eks:NodePool::plinth-cpu$/);
      }
    });
  });

  describe("the Auto Scaling group", () => {
    it("is told to Cluster Autoscaler what its nodes will be", async () => {
      const pool = await create();
      assert.equal(await valueOf(pool.autoscalingGroupName), "eks-group");
      assert.deepEqual(
        only(TAG).map(({ name, inputs }) => [name, inputs]),
        Object.entries(cpuPlan.autoscalerTags).map(([key, value]) => [
          `plinth-cpu-${key.replace("k8s.io/cluster-autoscaler/", "")}`,
          { autoscalingGroupName: "eks-group", tag: { key, value, propagateAtLaunch: false } },
        ]),
      );
    });

    it("gets no such tags under Karpenter", async () => {
      await create({ autoscaler: "karpenter" });
      assert.equal(only(TAG).length, 0);
    });

    it("is missed where EKS names none", async () => {
      const nothing: RegistrationsOptions["outputs"] = (type) =>
        type === GROUP ? { resources: [] } : made(type, "");
      const pool = await create({ autoscaler: "karpenter" }, nothing).catch((error: unknown) => error);
      const failure =
        pool instanceof NodePool
          ? await valueOf(pool.autoscalingGroupName).catch((error: unknown) => error)
          : pool;
      assert.ok(failure instanceof pulumi.RunError);
      assert.match(failure.message, /no Auto Scaling group for the node group of the pool cpu/);
    });
  });
});
