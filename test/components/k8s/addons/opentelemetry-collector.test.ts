import assert from "node:assert/strict";
import type { CollectorConfig } from "../../../../components/k8s/addons/opentelemetry-collector";
import { collectorOtlp, OBSERVABILITY_NAMESPACE } from "../../../../model/k8s/observability";
import { platformNamespaces } from "../../../../model/k8s/namespaces";
import { ServiceStack } from "../../../helpers/service-stack";

const CHART = "opentelemetry-collector";

describe("components/k8s/addons/opentelemetry-collector", () => {
  const stack = new ServiceStack();
  const config = (): CollectorConfig => stack.value(CHART, "alternateConfig") as CollectorConfig;

  beforeEach(async () => {
    await stack.build({ recipes: ["observability"] });
  });

  it("sends each kind of signal to the server that keeps it, beside it in the namespace", () => {
    const { exporters, service } = config();
    const targets = Object.entries(service.pipelines).map(([signal, pipeline]) => {
      const [exporter = ""] = pipeline.exporters;
      return [signal, (exporters[exporter] as { readonly endpoint: string }).endpoint];
    });
    assert.deepEqual(Object.fromEntries(targets), {
      traces: "tempo.observability.svc.cluster.local:4317",
      logs: "http://loki.observability.svc.cluster.local:3100/otlp",
      metrics: "http://kube-prometheus-stack-prometheus.observability.svc.cluster.local:9090/api/v1/otlp",
    });
    const prometheus = stack.value("kube-prometheus-stack", "prometheus", "prometheusSpec");
    assert.equal((prometheus as { readonly enableOTLPReceiver: boolean }).enableOTLPReceiver, true);
  });

  it("declares every component that its pipelines name", () => {
    const { receivers, processors, exporters, extensions, service } = config();
    for (const pipeline of Object.values(service.pipelines)) {
      for (const id of pipeline.receivers) assert.ok(id in receivers, id);
      for (const id of pipeline.processors) assert.ok(id in processors, id);
      for (const id of pipeline.exporters) assert.ok(id in exporters, id);
    }
    for (const id of service.extensions) assert.ok(id in extensions, id);
  });

  it("reads the logs of every node, and goes on where it stopped", () => {
    assert.equal(stack.value(CHART, "mode"), "daemonset");
    assert.deepEqual(stack.value(CHART, "presets", "logsCollection"), {
      enabled: true,
      storeCheckpoints: true,
    });
    assert.deepEqual(stack.value(CHART, "tolerations"), [{ operator: "Exists" }]);
  });

  it("answers where pods are told to send", () => {
    const { name, namespace } = stack.release(CHART);
    const ports = [collectorOtlp.grpc, collectorOtlp.http].map((url) => {
      const { hostname, port } = new URL(url);
      assert.equal(hostname, `${String(name)}.${String(namespace)}.svc.cluster.local`);
      return Number(port);
    });
    const { otlp } = platformNamespaces[OBSERVABILITY_NAMESPACE]?.traffic?.doors ?? {};
    assert.deepEqual(otlp?.ports, ports);
    assert.equal(otlp.from, "pods");
  });
});
