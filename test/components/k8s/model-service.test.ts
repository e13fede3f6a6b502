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
        readonly args: readonly string[];
        readonly env: readonly { readonly name: string }[];
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
    assert.deepEqual(container?.args, ["Qwen/Qwen3-8B", "--port=8000", "--tensor-parallel-size=4"]);
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

  it("keeps the model on a volume of the class that the stack has, else of the cluster's default", async () => {
    const named = JSON.stringify((await build({ cacheGiB: 80 }, "gp3")).template.spec.volumes);
    assert.match(named, /"storageClassName":"gp3"/);
    assert.match(named, /"storage":"80Gi"/);
    assert.doesNotMatch(JSON.stringify((await build()).template.spec.volumes), /storageClassName/);
  });

  it("has a token of Hugging Face only where one is asked for", async () => {
    const envOf = ({ template }: Spec) => template.spec.containers[0]?.env.map(({ name }) => name) ?? [];
    assert.ok(!envOf(await build()).includes("HF_TOKEN"));
    assert.ok(!registered.names().some((name) => name.includes("ExternalSecret")));
    const spec = await build({ token: { store: "vault", key: "llm/token" } });
    assert.ok(envOf(spec).includes("HF_TOKEN"));
    assert.ok(registered.names().some((name) => name.includes("ExternalSecret")));
  });

  it("is denied nothing by the profile strict, with all that is around it on AWS", async function () {
    this.timeout(120_000);
    const keys = {
      "plinth:recipes": ["llm", "router"],
      "plinth:llm": { model: "Qwen/Qwen3-8B", replicas: 2, token: { store: "vault", key: "llm/token" } },
      "plinth:pools": { system: {}, cpu: {}, "gpu-a10g": { maxNodes: 3 } },
    };
    const planned = (await planPlatforms([stackConfigOf("serving", keys)])).get("serving");
    assert.ok(planned, "it is planned");
    assert.ok(planned.resources.some(({ type }) => type === "plinth:k8s:ModelService"));
    assert.deepEqual(await deniedBy(planned, 1_000_000), []);
  });
});
