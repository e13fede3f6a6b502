import assert from "node:assert/strict";
import { ModelService } from "../../../components/k8s/model-service";
import { LlmSettings } from "../../../model/config/services/llm";
import { deniedBy, planPlatforms, stackConfigOf } from "../../helpers/platforms";
import { Registrations } from "../../helpers/registrations";

interface Spec {
  readonly replicas: number;
  readonly template: {
    readonly metadata: { readonly labels: Readonly<Record<string, string>> };
    readonly spec: {
      readonly tolerations: readonly { readonly key: string }[];
      readonly priorityClassName: string;
      readonly containers: readonly {
        readonly image: string;
        readonly securityContext: { readonly capabilities: object };
        readonly args: readonly string[];
        readonly env: readonly { readonly name: string; readonly value?: string }[];
        readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
        readonly resources: { readonly limits: Readonly<Record<string, string>> };
        readonly startupProbe: { readonly periodSeconds: number; readonly failureThreshold: number };
      }[];
      readonly volumes: readonly object[];
    };
  };
}

describe("components/k8s/model-service", () => {
  const registered = new Registrations();

  async function build(keys: object = {}, storageClass?: string): Promise<Spec> {
    await registered.start({ stack: "test", preview: true });
    const settings = LlmSettings.parse({ model: "Qwen/Qwen3-8B", ...keys });
    new ModelService("platform-model", { settings, storageClass });
    await registered.settled();
    return registered.get("kubernetes:apps/v1:Deployment", "platform-model").inputs["spec"] as Spec;
  }

  it("serves the model over the GPUs of a pod, where llm-d's router finds it", async () => {
    const { replicas, template } = await build({ replicas: 3, gpusPerReplica: 4 });
    const [container] = template.spec.containers;
    assert.equal(replicas, 3);
    assert.deepEqual(container?.args, [
      ...["Qwen/Qwen3-8B", "--port=8000", "--shutdown-timeout=30", "--tensor-parallel-size=4"],
    ]);
    assert.equal(container.resources.limits["nvidia.com/gpu"], "4");
    assert.equal(template.metadata.labels["llm-d.ai/inferenceServing"], "true");
  });

  it("goes to nodes with GPUs, before work that can wait, and may load for an hour", async () => {
    const { spec } = (await build()).template;
    assert.deepEqual(
      spec.tolerations.map(({ key }) => key),
      ["nvidia.com/gpu"],
    );
    assert.equal(spec.priorityClassName, "plinth-interactive");
    const { periodSeconds = 0, failureThreshold = 0 } = spec.containers[0]?.startupProbe ?? {};
    assert.equal(periodSeconds * failureThreshold, 3600);
  });

  it("names its user, whom the image does not know and PyTorch asks for", async () => {
    const { spec } = (await build()).template;
    const user = spec.containers[0]?.env.find(({ name }) => name === "USER");
    assert.ok(user !== undefined && "value" in user && user.value !== "");
  });

  it("waits for an update for as long as its pods may load one after the other", async () => {
    await build({ replicas: 3 });
    const { inputs } = registered.get("kubernetes:apps/v1:Deployment", "platform-model");
    const { annotations } = inputs["metadata"] as { annotations: Readonly<Record<string, string>> };
    assert.equal(annotations["pulumi.com/timeoutSeconds"], String(3 * 3600));
  });

  it("keeps the model on a volume of the class that the stack has, else of the cluster's default", async () => {
    const named = JSON.stringify((await build({ cacheGiB: 80 }, "gp3")).template.spec.volumes);
    assert.match(named, /"storageClassName":"gp3"/);
    assert.match(named, /"storage":"80Gi"/);
    assert.doesNotMatch(JSON.stringify((await build()).template.spec.volumes), /storageClassName/);
  });

  it("has backups leave that volume out", async () => {
    const [models] = (await build()).template.spec.volumes as readonly {
      readonly ephemeral?: { readonly volumeClaimTemplate: { readonly metadata: object } };
    }[];
    assert.deepEqual(models?.ephemeral?.volumeClaimTemplate.metadata, {
      labels: { "velero.io/exclude-from-backup": "true" },
    });
  });

  it("has a token of Hugging Face only where one is asked for", async () => {
    const envOf = ({ template }: Spec) => template.spec.containers[0]?.env.map(({ name }) => name) ?? [];
    assert.ok(!envOf(await build()).includes("HF_TOKEN"));
    assert.ok(!registered.names().some((name) => name.includes("ExternalSecret")));
    const spec = await build({ token: { store: "vault", key: "llm/token" } });
    assert.ok(envOf(spec).includes("HF_TOKEN"));
    assert.ok(registered.names().some((name) => name.includes("ExternalSecret")));
  });

  /** The containers of the pods of one kind, and what they are asked for. */
  const containerOf = (name: string) => {
    const { inputs } = registered.get("kubernetes:apps/v1:Deployment", name);
    const { template } = inputs["spec"] as Spec;
    const [engine] = template.spec.containers;
    assert.ok(engine);
    return { ...template, engine };
  };

  it("splits prefill from decode: decode answers behind llm-d's sidecar, over EFA by libfabric", async () => {
    await build({
      replicas: 2,
      gpusPerReplica: 8,
      efaInterfaces: 8,
      prefill: { replicas: 4, gpusPerReplica: 4, efaInterfaces: 2 },
    });
    const decode = containerOf("platform-model");
    const prefill = containerOf("platform-model-prefill");
    assert.equal(decode.metadata.labels["llm-d.ai/role"], "decode");
    assert.equal(prefill.metadata.labels["llm-d.ai/role"], "prefill");
    assert.notEqual(
      decode.metadata.labels["app.kubernetes.io/name"],
      prefill.metadata.labels["app.kubernetes.io/name"],
    );
    assert.match(
      JSON.stringify(decode.spec),
      /"initContainers":\[\{[^[]*"args":\["--port=8000","--model-server-port=8200"/,
    );
    assert.doesNotMatch(JSON.stringify(prefill.spec), /initContainers/);
    assert.ok(decode.engine.args.includes("--port=8200"), "behind the sidecar");
    assert.ok(prefill.engine.args.includes("--port=8000"));
    assert.deepEqual(
      [decode, prefill].map(({ engine: { resources } }) => [
        resources.limits["nvidia.com/gpu"],
        resources.limits["vpc.amazonaws.com/efa"],
      ]),
      [
        ["8", "8"],
        ["4", "2"],
      ],
    );
    for (const { engine } of [decode, prefill]) {
      const transfer = engine.args.find((arg) => arg.startsWith("--kv-transfer-config="));
      assert.deepEqual(JSON.parse(transfer?.split("=")[1] ?? ""), {
        kv_connector: "NixlConnector",
        kv_role: "kv_both",
        kv_connector_extra_config: { backends: ["LIBFABRIC"] },
      });
      assert.match(engine.image, /deep-learning-containers\/vllm:/, "vLLM's own image has no libfabric");
      assert.deepEqual(engine.securityContext.capabilities, { drop: ["ALL"] });
    }
    const budgets = registered.all().filter(({ type }) => type.endsWith(":PodDisruptionBudget"));
    assert.equal(budgets.length, 2);
  });

  it("warns of a split without EFA, and of nothing else", async () => {
    const warned = async (keys: object): Promise<boolean> => {
      const { warn } = console;
      const lines: string[] = [];
      // Without an engine, Pulumi's SDK says its warnings here.
      console.warn = (line: string) => lines.push(line);
      try {
        await build(keys);
      } finally {
        console.warn = warn;
      }
      assert.ok(lines.every((line) => line.includes("plinth:llm.efaInterfaces")));
      return lines.length === 1;
    };
    assert.ok(await warned({ prefill: {} }));
    assert.ok(!(await warned({ efaInterfaces: 8, prefill: {} })));
    assert.ok(!(await warned({})));
  });

  it("spans nodes as a LeaderWorkerSet, of which the first pod of each replica alone answers", async () => {
    const settings = LlmSettings.parse({
      model: "owner/model",
      gpusPerReplica: 8,
      nodesPerReplica: 2,
      replicas: 3,
    });
    await registered.start({ stack: "test", preview: true });
    new ModelService("platform-model", { settings });
    await registered.settled();
    const { inputs } = registered.get(
      "kubernetes:leaderworkerset.x-k8s.io/v1:LeaderWorkerSet",
      "platform-model",
    );
    const { replicas, leaderWorkerTemplate } = inputs["spec"] as {
      replicas: number;
      leaderWorkerTemplate: {
        size: number;
        leaderTemplate: Spec["template"];
        workerTemplate: Spec["template"];
      };
    };
    const { size, leaderTemplate, workerTemplate } = leaderWorkerTemplate;
    assert.deepEqual([replicas, size], [3, 2]);
    const [leader, worker] = [leaderTemplate, workerTemplate].map(({ spec }) => spec.containers[0]);
    for (const arg of ["--tensor-parallel-size=8", "--pipeline-parallel-size=2", "--nnodes=2"])
      assert.ok(leader?.args.includes(arg) && worker?.args.includes(arg), arg);
    assert.ok(worker?.args.includes("--headless") && !leader?.args.includes("--headless"));
    assert.equal(leaderTemplate.metadata.labels["llm-d.ai/inferenceServing"], "true");
    assert.equal(workerTemplate.metadata.labels["llm-d.ai/inferenceServing"], undefined);
    assert.doesNotMatch(JSON.stringify(worker), /Probe/, "nothing of it answers");
    assert.ok(leader?.lifecycle.preStop.sleep.seconds === 60, "what is open is answered");
    assert.deepEqual(worker?.lifecycle, leader.lifecycle, "which needs all pods of a replica");
  });

  it("takes another image where the config names one", async () => {
    const image = "registry.example.com/vllm-openai:v0.19.1";
    await build({ image, efaInterfaces: 1 });
    assert.equal(containerOf("platform-model").engine.image, image);
  });

  it("is denied nothing by the profile strict, with all that is around it on AWS", async function () {
    this.timeout(120_000);
    const keys = {
      "plinth:recipes": ["llm", "router"],
      "plinth:llm": { model: "Qwen/Qwen3-8B", replicas: 2, token: { store: "vault", key: "llm/token" } },
      "plinth:pools": { system: {}, cpu: {}, "gpu-a10g": { maxNodes: 8 } },
    };
    const llm = keys["plinth:llm"];
    const plans = await planPlatforms([
      stackConfigOf("serving", keys),
      stackConfigOf("split", { ...keys, "plinth:llm": { ...llm, prefill: { replicas: 1 } } }),
      stackConfigOf("groups", { ...keys, "plinth:llm": { ...llm, nodesPerReplica: 2 } }),
    ]);
    assert.equal(plans.size, 3);
    for (const planned of plans.values()) {
      assert.ok(planned.resources.some(({ type }) => type === "plinth:k8s:ModelService"));
      assert.deepEqual(await deniedBy(planned, 1_000_000), []);
    }
  });
});
