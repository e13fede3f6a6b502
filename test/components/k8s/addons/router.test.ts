import assert from "node:assert/strict";
import { Router, routerArgsOf } from "../../../../components/k8s/addons/router";
import { Services } from "../../../../components/k8s/services";
import { llmdEndpoint } from "../../../../model/k8s/router";
import { images } from "../../../../model/versions";
import { conformant, onEks } from "../../../helpers/clusters";
import { eksConfig, kubernetesConfig, routerNeeds } from "../../../helpers/configs";
import { ServiceStack } from "../../../helpers/service-stack";
import { Registrations, valueOf } from "../../../helpers/registrations";
import * as pulumi from "@pulumi/pulumi";

interface PodSpec {
  readonly automountServiceAccountToken: boolean;
  readonly serviceAccountName: string;
  readonly containers: readonly {
    readonly image: string;
    readonly env: readonly { readonly name: string; readonly value: string }[];
  }[];
}

interface DeploymentSpec {
  readonly replicas?: number;
  readonly template: { readonly spec: PodSpec };
}

describe("components/k8s/addons/router", () => {
  const registered = new Registrations();

  function inputs<Spec>(kind: string, name = "router"): { readonly spec: Spec } {
    const found = registered
      .all()
      .find(
        (one) => one.type.endsWith(`:${kind}`) && (one.inputs["metadata"] as { name: string }).name === name,
      );
    assert.ok(found, `${kind} ${name}`);
    return found.inputs as unknown as { readonly spec: Spec };
  }

  const bounds = { minReplicas: 3, maxReplicas: 20 };

  async function build(upstreamUrl: string): Promise<void> {
    await registered.start({ stack: "test", preview: true });
    new Router("platform-router", { image: "registry.example.com/router:1.2.3", upstreamUrl, bounds });
    await registered.settled();
  }

  it("runs the image with the upstream that it is given", async () => {
    await build("https://models.example.com/v1");
    const { spec } = inputs<DeploymentSpec>("Deployment").spec.template;
    const [container] = spec.containers;
    assert.equal(container?.image, "registry.example.com/router:1.2.3");
    const url = container.env.find(({ name }) => name === "ROUTER_UPSTREAM_URL");
    assert.equal(url?.value, "https://models.example.com/v1");
  });

  it("sends traces to the platform's collector where it is there, and may reach it", async () => {
    const args = { image: "registry.example.com/router:1.2.3", upstreamUrl: llmdEndpoint, bounds };
    for (const tracing of [true, false]) {
      await registered.start({ stack: "test", preview: true });
      new Router("platform-router", { ...args, tracing });
      await registered.settled();
      const [container] = inputs<DeploymentSpec>("Deployment").spec.template.spec.containers;
      const endpoint = container?.env.find(({ name }) => name === "OTEL_EXPORTER_OTLP_ENDPOINT");
      assert.equal(
        endpoint?.value,
        tracing ? "http://opentelemetry-collector.observability.svc.cluster.local:4318" : undefined,
      );
      const { egress } = inputs<{ egress: { ports: { port: number }[] }[] }>("NetworkPolicy").spec;
      const ports = egress.flatMap((rule) => rule.ports.map(({ port }) => port));
      assert.equal(ports.includes(4318), tracing);
    }
  });

  it("leaves the number of pods to the autoscaler", async () => {
    await build("https://models.example.com/v1");
    assert.equal(inputs<DeploymentSpec>("Deployment").spec.replicas, undefined);
    const { spec } = inputs<{ minReplicas: number; maxReplicas: number }>("HorizontalPodAutoscaler");
    assert.deepEqual([spec.minReplicas, spec.maxReplicas], [3, 20]);
  });

  it("has no token of the cluster", async () => {
    await build("https://models.example.com/v1");
    const { spec } = inputs<DeploymentSpec>("Deployment").spec.template;
    assert.equal(spec.automountServiceAccountToken, false);
    assert.equal(spec.serviceAccountName, "router");
  });

  it("denies the namespace everything, and opens the way to the upstream alone", async () => {
    await build("http://ollama.models.svc.cluster.local:11434/v1");
    const denied = inputs<object>("NetworkPolicy", "default-deny").spec;
    assert.deepEqual(denied, { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
    const { egress } = inputs<{ egress: object[] }>("NetworkPolicy", "router-upstream").spec;
    assert.deepEqual(egress, [
      { to: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "models" } } }] },
    ]);
  });

  const tag = images.router.version;
  it("comes from the registry of the config", async () => {
    const config = kubernetesConfig({ recipes: ["router"] });
    const { image, upstreamUrl } = routerArgsOf({ config, cluster: conformant });
    assert.equal(await valueOf(pulumi.output(image)), `registry.example.com/plinth/router:${tag}`);
    assert.equal(upstreamUrl, routerNeeds.router.upstreamUrl);
  });

  it("comes from the stack's own repository on AWS", async () => {
    await registered.start({ stack: "test", preview: false });
    const internetEgress = { reason: "Images come from public registries" };
    const config = eksConfig({ recipes: ["router"], router: routerNeeds.router, internetEgress });
    new Services("platform", { config, cluster: onEks() });
    await registered.settled();
    const [container] = inputs<DeploymentSpec>("Deployment").spec.template.spec.containers;
    assert.equal(container?.image, `123456789012.dkr.ecr.eu-central-1.amazonaws.com/plinth/router:${tag}`);
  });

  it("has llm-d's router for its upstream where the recipe llm is installed and no other is given", () => {
    const config = { ...kubernetesConfig(), recipes: ["llm", "router"] } as never;
    assert.equal(routerArgsOf({ config, cluster: conformant }).upstreamUrl, llmdEndpoint);
  });

  it("gets its upstream's key from the platform's store where the config names one", async () => {
    const type = "kubernetes:external-secrets.io/v1:ExternalSecret";
    const stack = new ServiceStack();
    await stack.build({ recipes: ["router"] });
    assert.ok(!stack.registered.all().some((one) => one.type === type));
    await stack.build({
      recipes: ["router", "vault"],
      secrets: { backend: "vault" },
      router: { ...routerNeeds.router, upstreamKey: "platform/upstream-key" },
    });
    const { inputs: secret } = stack.registered.get(type, "platform-router-upstream");
    assert.deepEqual((secret["spec"] as { data: object[] }).data, [
      { secretKey: "upstream_api_key", remoteRef: { key: "platform/upstream-key", property: "value" } },
    ]);
    // The Deployment reads the Secret of that name.
    assert.equal((secret["metadata"] as { name: string }).name, "router-upstream");
  });

  it("cannot be made without an image or an upstream", () => {
    const without = { ...kubernetesConfig(), recipes: ["router"] } as never;
    assert.throws(() => routerArgsOf({ config: without, cluster: conformant }), /no upstream/);
    const config = kubernetesConfig({ recipes: ["router"] });
    assert.throws(() => routerArgsOf({ config, cluster: { kind: "conformant" } }), /in no registry/);
  });
});
