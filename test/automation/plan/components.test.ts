import assert from "node:assert/strict";
import { RELEASE, V4_CHART, chart, cluster, components, judge, nodes } from "../../helpers/component-plans";
import type { Given } from "../../helpers/component-plans";
import { urnOf, secret, unknownValue } from "../../policypack/server";

describe("automation/plan/components", () => {
  describe("charts", () => {
    it("knows a chart by the last part of its name, in each resource that installs one", () => {
      const names = [
        "karpenter",
        "oci://public.ecr.aws/karpenter/karpenter",
        "repo/karpenter",
        "./charts/karpenter/",
      ];
      for (const name of names)
        assert.deepEqual(
          components(chart("x", { chart: name, version: "1.14.0" })),
          ["karpenter 1.14.0"],
          name,
        );
      for (const type of [V4_CHART, "kubernetes:helm.sh/v3:Chart"])
        assert.deepEqual(components(chart("karpenter", { version: "1.14.0" }, type)), ["karpenter 1.14.0"]);
      assert.deepEqual(components(chart("x", { chart: unknownValue })), []);
      assert.deepEqual(components(chart("unheard-of")), []);
    });

    it("names no version that is secret or unknown", () => {
      for (const version of [secret("1.9.0"), unknownValue])
        assert.deepEqual(judge(cluster("1.36"), chart("karpenter", { version })), {
          "karpenter-kubernetes": "undecided",
        });
    });

    it("refuses two interruption handlers", () => {
      const handler = chart("aws-node-termination-handler");
      const karpenter = (values: object): Given => chart("karpenter", { version: "1.14.0", ...values });
      assert.deepEqual(judge(handler, karpenter({})), {});
      assert.deepEqual(
        judge(handler, karpenter({ values: { settings: { interruptionQueue: unknownValue } } })),
        {
          "interruption-handlers": "bad",
        },
      );
      assert.deepEqual(judge(handler, karpenter({ valueYamlFiles: [{}] })), {
        "interruption-handlers": "undecided",
      });
      assert.deepEqual(judge(handler, { ...handler, name: "second" }), {
        "interruption-handler-once": "bad",
      });
    });

    it("refuses the GPU operator's plugin beside another, and its driver beside the image's", () => {
      const operator = (values: object): Given => chart("gpu-operator", { values });
      const off = { devicePlugin: { enabled: false }, driver: { enabled: false } };
      const nvidia = nodes({ amiType: "AL2023_x86_64_NVIDIA" });
      assert.deepEqual(judge(operator(off), chart("nvidia-device-plugin"), nvidia), {});
      assert.deepEqual(judge(operator({}), chart("nvidia-device-plugin"), nvidia), {
        "gpu-device-plugin": "bad",
        "gpu-driver": "bad",
      });
      assert.deepEqual(judge(operator({ ...off, driver: unknownValue }), nvidia), {
        "gpu-driver": "undecided",
      });
    });

    it("knows the Gateway API CRDs that Envoy Gateway brings", () => {
      const envoy = (version: string, more: object = {}): Given =>
        chart("gateway-helm", { version, ...more });
      const crds = (version: string): Given => ({
        type: "kubernetes:yaml/v2:ConfigFile",
        name: "crds",
        wire: {
          file: `https://github.com/kubernetes-sigs/gateway-api/releases/download/${version}/standard-install.yaml`,
        },
      });
      assert.deepEqual(components(envoy("v1.9.1")), ["envoy-gateway v1.9.1", "gateway-api-crds 1.6.1"]);
      assert.deepEqual(components(envoy("1.99.0")), ["envoy-gateway 1.99.0", "gateway-api-crds"]);
      assert.deepEqual(components(envoy("1.9.1", { skipCrds: true })), ["envoy-gateway 1.9.1"]);
      assert.deepEqual(judge(envoy("1.9.1"), crds("v1.6.1")), { "gateway-api-owner": "bad" });
      const without = { values: { crds: { enabled: false } } };
      assert.deepEqual(judge(envoy("1.9.1", without), crds("v1.6.1")), {});
      assert.deepEqual(judge(envoy("1.9.1", without), crds("v1.5.1")), {
        "gateway-api-envoy-gateway": "bad",
      });
      const controller = chart("aws-load-balancer-controller", { version: "3.5.0" });
      assert.deepEqual(judge(envoy("1.8.2"), controller), { "gateway-api-load-balancer-controller": "bad" });
      const cilium = chart("cilium", { version: "1.20.2", values: { gatewayAPI: { enabled: true } } });
      assert.deepEqual(judge(cilium, crds("v1.6.0")), { "gateway-api-cilium": "bad" });
      assert.deepEqual(judge(chart("cilium", { version: "1.20.2" }), crds("v1.6.0")), {});
    });

    it("knows values that belong to another version of the chart", () => {
      const loki = (version: string, deploymentMode: unknown): Given =>
        chart("loki", { version, values: { deploymentMode } });
      assert.deepEqual(judge(loki("18.13.1", "Monolithic")), {});
      assert.deepEqual(judge(loki("18.13.1", "SingleBinary")), { "loki-single-binary": "bad" });
      assert.deepEqual(judge(loki("11.0.0", "Monolithic")), { "loki-monolithic": "bad" });
      assert.deepEqual(judge(loki("18.13.1", unknownValue)), { "loki-single-binary": "undecided" });
      for (const key of ["ingester", "compactor", "memBallastSizeMbs"]) {
        const values = { tempo: { [key]: {} } };
        assert.deepEqual(judge(chart("tempo", { version: "3.0.0", values })), { "tempo-values": "bad" }, key);
        assert.deepEqual(judge(chart("tempo", { version: "2.0.0", values })), {}, key);
      }
      for (const name of ["llm-d-router-gateway", "llm-d-router-standalone"])
        for (const key of ["inferenceExtension", "inferencePool"])
          assert.deepEqual(judge(chart(name, { version: "0.10.0", values: { [key]: {} } })), {
            "llm-d-router-values": "bad",
          });
    });

    it("refuses a chart whose hooks would be dropped", () => {
      const prefect = (type: string, wire: object = {}): Given => chart("prefect-server", { ...wire }, type);
      const provider = { type: "pulumi:providers:kubernetes", name: "p" };
      const rendering = { ...provider, wire: { renderYamlToDirectory: "out" } };
      const inside = { ...prefect(V4_CHART, { includeHooks: true }), provider: urnOf(provider.type, "p") };
      assert.deepEqual(judge(prefect(RELEASE)), {});
      assert.deepEqual(judge(chart("loki", {}, V4_CHART)), {});
      assert.deepEqual(judge(prefect(V4_CHART)), { "chart-hooks": "bad" });
      assert.deepEqual(judge(prefect(V4_CHART, { includeHooks: true })), { "chart-hooks": "bad" });
      assert.deepEqual(judge(inside, provider), { "chart-hooks": "bad" });
      assert.deepEqual(judge(inside, rendering), {});
      assert.deepEqual(judge({ ...inside, wire: { chart: "prefect-server" } }, rendering), {
        "chart-hooks": "bad",
      });
      assert.deepEqual(
        judge({ ...inside, wire: { chart: "prefect-server", includeHooks: unknownValue } }, rendering),
        {
          "chart-hooks": "undecided",
        },
      );
    });
  });

  describe("manifests", () => {
    const crd = (name: string, version?: string, more: Partial<Given> = {}): Given => ({
      type: "kubernetes:apiextensions.k8s.io/v1:CustomResourceDefinition",
      name,
      wire: {
        metadata: {
          name,
          annotations:
            version === undefined
              ? {}
              : { [`${name.split(".").slice(1).join(".")}/bundle-version`]: version },
        },
      },
      ...more,
    });

    it("finds bundles by their address and by their CRDs", () => {
      const file = (type: string, wire: Record<string, unknown>): Given => ({ type, name: "f", wire });
      const base = "https://github.com/kubernetes-sigs";
      const inference = `${base}/gateway-api-inference-extension/releases/download/v1.5.0/v1-manifests.yaml`;
      assert.deepEqual(components(file("kubernetes:yaml/v2:ConfigFile", { file: inference })), [
        "inference-extension-crds v1.5.0",
      ]);
      assert.deepEqual(
        components(
          file("kubernetes:yaml/v2:ConfigGroup", {
            files: [`${base}/lws/releases/download/v0.9.0/manifests.yaml`, "x.yaml"],
          }),
        ),
        ["leader-worker-set v0.9.0"],
      );
      assert.deepEqual(
        components(
          file("kubernetes:kustomize/v2:Directory", {
            directory: `${base}/gateway-api/config/crd?ref=v1.6.1`,
          }),
        ),
        ["gateway-api-crds v1.6.1"],
      );
      assert.deepEqual(
        components(file("kubernetes:yaml:ConfigFile", { file: `${base}/gateway-api/main.yaml` })),
        ["gateway-api-crds"],
      );
      assert.deepEqual(components(crd("gateways.gateway.networking.k8s.io", "v1.6.1")), [
        "gateway-api-crds v1.6.1",
      ]);
      assert.deepEqual(components(crd("httproutes.gateway.networking.k8s.io", "v1.6.1")), []);
      assert.deepEqual(components(crd("inferencepools.inference.networking.k8s.io", "v1.5.0")), [
        "inference-extension-crds v1.5.0",
      ]);
      assert.deepEqual(components(crd("gateways.gateway.networking.k8s.io")), ["gateway-api-crds"]);
    });

    it("counts no CRD twice that is part of what was counted", () => {
      const file = {
        type: "kubernetes:yaml/v2:ConfigFile",
        name: "f",
        wire: { file: "https://github.com/kubernetes-sigs/gateway-api/releases/download/v1.6.1/x.yaml" },
      };
      const folder = { type: "plinth:k8s:Crds", name: "folder", parent: urnOf(file.type, "f") };
      const name = "gateways.gateway.networking.k8s.io";
      const inside = crd(name, "v1.6.1", { parent: urnOf(folder.type, "folder") });
      assert.deepEqual(components(file, folder, inside), ["gateway-api-crds v1.6.1"]);
      assert.deepEqual(judge(file, { ...folder, parent: urnOf("x:y:Z", "gone") }, inside), {
        "gateway-api-owner": "bad",
      });
    });

    it("finds objects of versions that are no longer served", () => {
      const object = (type: string): Given => ({ type: `kubernetes:${type}`, name: "o" });
      const secrets = chart("external-secrets", { version: "2.7.0" });
      assert.deepEqual(judge(secrets, object("external-secrets.io/v1beta1:ExternalSecret")), {
        "external-secrets-api": "bad",
      });
      assert.deepEqual(judge(secrets, object("external-secrets.io/v1:ExternalSecret")), {});
      const cilium = chart("cilium", { version: "1.20.2" });
      assert.deepEqual(judge(cilium, object("cilium.io/v2alpha1:CiliumNodeConfig")), {
        "cilium-node-config": "bad",
      });
      const crds = crd("inferencepools.inference.networking.k8s.io", "v1.5.0");
      assert.deepEqual(judge(crds, object("inference.networking.x-k8s.io/v1alpha2:InferenceObjective")), {
        "inference-objective": "bad",
      });
      assert.deepEqual(
        judge(chart("lws", { version: "0.8.0" }), object("disaggregatedset.x-k8s.io/v1:DisaggregatedSet")),
        { "disaggregated-set": "bad" },
      );
    });
  });
});
