import assert from "node:assert/strict";
import { onKarpenter } from "../../../helpers/clusters";
import { ServiceStack } from "../../../helpers/service-stack";

type Json = Readonly<Record<string, unknown>>;

interface NodePool {
  readonly weight: number;
  readonly limits: Readonly<Record<string, string>>;
  readonly disruption: { readonly consolidationPolicy: string; readonly consolidateAfter: string };
  readonly template: {
    readonly spec: {
      readonly nodeClassRef: Json;
      readonly requirements: readonly { readonly key: string; readonly values: readonly string[] }[];
      readonly taints: readonly Json[];
      readonly expireAfter: string;
      readonly terminationGracePeriod: string;
    };
  };
}

const recipes = ["autoscaling"];
const keys = {
  pools: {
    system: {},
    cpu: { maxNodes: 6, ami: "bottlerocket" },
    "gpu-a": { maxNodes: 3, gpusPerNode: 4, diskGiB: 300 },
  },
};

describe("components/k8s/addons/karpenter", () => {
  const stack = new ServiceStack();
  const build = (more: object = {}, irsa: readonly "karpenter"[] = []) =>
    stack.build({ recipes }, onKarpenter({ ...keys, ...more }, irsa));
  const spec = (kind: string, name: string): unknown =>
    stack.registered.get(`kubernetes:${kind}`, `platform-karpenter-${name}`).inputs["spec"];
  const pool = (name: string) => spec("karpenter.sh/v1:NodePool", name) as NodePool;
  const nodes = (name: string) => spec("karpenter.k8s.aws/v1:EC2NodeClass", `${name}-nodes`) as Json;

  it("has the pools of the config but for that of the system, each as large as the config says", async () => {
    await build();
    const made = stack.registered.all().filter(({ type }) => type.endsWith(":NodePool"));
    assert.deepEqual(made.map(({ inputs }) => (inputs["metadata"] as { name: string }).name).sort(), [
      "cpu",
      "gpu-a",
    ]);
    assert.deepEqual(pool("cpu").limits, { nodes: "6" });
    assert.deepEqual(pool("gpu-a").limits, { nodes: "3", "nvidia.com/gpu": "12" });
  });

  it("tries spot first, taints nodes with GPUs, and takes none of those while it works", async () => {
    await build();
    assert.ok(pool("gpu-a").weight > pool("cpu").weight);
    assert.deepEqual(pool("gpu-a").template.spec.taints, [
      { key: "nvidia.com/gpu", value: "true", effect: "NoSchedule" },
    ]);
    assert.equal(pool("gpu-a").disruption.consolidationPolicy, "WhenEmpty");
    assert.equal(pool("cpu").disruption.consolidationPolicy, "WhenEmptyOrUnderutilized");
    const capacity = pool("gpu-a").template.spec.requirements.find(({ key }) =>
      key.endsWith("capacity-type"),
    );
    assert.deepEqual(capacity?.values, ["spot"]);
  });

  it("has nodes of one image, of the stack's profile, with a disk that the stack's key encrypts", async () => {
    await build();
    const { amiSelectorTerms, instanceProfile, metadataOptions, blockDeviceMappings, userData } =
      nodes("gpu-a");
    assert.match(JSON.stringify(amiSelectorTerms), /^\[\{"alias":"al2023@v\d{8}"\}\]$/);
    assert.match(JSON.stringify(nodes("cpu")["amiSelectorTerms"]), /"bottlerocket@v\d+\.\d+\.\d+"/);
    assert.equal(instanceProfile, "plinth-eu-central-1-node");
    assert.deepEqual(metadataOptions, {
      httpEndpoint: "enabled",
      httpProtocolIPv6: "disabled",
      httpPutResponseHopLimit: 1,
      httpTokens: "required",
    });
    const [disk] = blockDeviceMappings as readonly { readonly ebs: Json }[];
    assert.equal(disk?.ebs["volumeSize"], "300Gi");
    assert.equal(disk.ebs["encrypted"], true);
    assert.equal(disk.ebs["kmsKeyID"], "arn:aws:kms:eu-central-1:123456789012:alias/plinth-ebs");
    assert.match(String(userData), /seccompDefault: true/);
  });

  it("has adapters beside the first interface, which is an ordinary one", async () => {
    await build({ pools: { system: {}, "gpu-p": { instanceTypes: ["p5.48xlarge"], gpusPerNode: 8 } } });
    const interfaces = nodes("gpu-p")["networkInterfaces"] as readonly Json[];
    assert.deepEqual(interfaces[0], { networkCardIndex: 0, deviceIndex: 0, interfaceType: "interface" });
    assert.ok(interfaces.slice(1).every(({ interfaceType }) => interfaceType === "efa-only"));
    assert.equal(interfaces.length, 33);
  });

  it("hears of interruptions, and is cut off where the nodes are", async () => {
    await build();
    assert.equal(stack.value("karpenter", "settings", "interruptionQueue"), "plinth-interruptions");
    assert.equal(stack.value("karpenter", "settings", "isolatedVPC"), true);
    await build({ internetEgress: { reason: "Models come from huggingface.co" } });
    assert.equal(stack.value("karpenter", "settings", "isolatedVPC"), false);
  });

  it("has its role by EKS, or by an annotation of its service account", async () => {
    await build();
    assert.deepEqual(stack.value("karpenter", "serviceAccount"), { name: "karpenter", annotations: {} });
    await build({}, ["karpenter"]);
    const role = "arn:aws:iam::123456789012:role/plinth-karpenter";
    const annotations = stack.value("karpenter", "serviceAccount", "annotations");
    assert.deepEqual(annotations, { "eks.amazonaws.com/role-arn": role });
  });

  it("goes in the order pool, class, controller, CRDs, and all of it after what runs on its nodes", async () => {
    await stack.build({ recipes: ["autoscaling", "ray"] }, onKarpenter(keys));
    const { dependencies: ofPool } = stack.registered.get(
      "kubernetes:karpenter.sh/v1:NodePool",
      "platform-karpenter-gpu-a",
    );
    assert.ok(ofPool.some((urn) => urn.endsWith("EC2NodeClass::platform-karpenter-gpu-a-nodes")));
    const { dependencies: ofClass } = stack.registered.get(
      "kubernetes:karpenter.k8s.aws/v1:EC2NodeClass",
      "platform-karpenter-gpu-a-nodes",
    );
    assert.ok(ofClass.some((urn) => urn.endsWith("Release::platform-karpenter")));
    const controller = stack.registered.get("kubernetes:helm.sh/v3:Release", "platform-karpenter");
    assert.ok(controller.dependencies.some((urn) => urn.endsWith("Release::platform-karpenter-crd")));
    assert.equal(controller.inputs["skipCrds"], true);
    const { dependencies: ofRay } = stack.registered.get("plinth:k8s:Ray", "platform-ray");
    assert.ok(ofRay.some((urn) => urn.endsWith("NodePool::platform-karpenter-gpu-a")));
  });

  it("waits with the end of a pool until its nodes are gone", async () => {
    await build();
    const { inputs } = stack.registered.get("kubernetes:karpenter.sh/v1:NodePool", "platform-karpenter-cpu");
    const { annotations } = inputs["metadata"] as { readonly annotations: Json };
    assert.equal(annotations["pulumi.com/deletionPropagationPolicy"], "foreground");
  });
});
