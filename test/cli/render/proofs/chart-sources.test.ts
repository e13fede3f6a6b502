import { finds } from "./tree";

describe("cli/render/proofs/chart-sources", () => {
  it("finds a dead source", () => {
    finds(
      [
        [
          "addons/cilium/release.yaml",
          "oci://quay.io/cilium/charts/cilium",
          "oci://registry-1.docker.io/bitnamicharts/cilium",
        ],
      ],
      [
        "[chart-sources] addons/cilium/release.yaml:8 OCIRepository clusters/cilium is oci://registry-1.docker.io/bitnamicharts/cilium. The versioned images of bitnami's charts moved away, so their pods do not start. Use the chart of the project itself.",
      ],
    );
  });

  it("finds a dead Helm repository", () => {
    finds(
      [
        [
          "addons/more.yaml",
          "",
          "apiVersion: source.toolkit.fluxcd.io/v1\nkind: HelmRepository\nmetadata:\n  name: grafana\n  namespace: clusters\nspec:\n  url: https://grafana.github.io/helm-charts\n",
        ],
      ],
      [
        "[chart-sources] addons/more.yaml:7 HelmRepository clusters/grafana is https://grafana.github.io/helm-charts. The charts of Grafana, Loki and Tempo moved, and get no new versions there. Use https://grafana-community.github.io/helm-charts.",
      ],
    );
  });

  it("finds a version that floats", () => {
    finds(
      [["addons/cilium/release.yaml", "tag: 1.20.2", "tag: latest"]],
      [
        '[chart-sources] addons/cilium/release.yaml:10 OCIRepository clusters/cilium has the version "latest", which names no single release. Name one, such as 1.2.3.',
      ],
    );
  });

  it("finds a source without a version", () => {
    finds(
      [["addons/cilium/release.yaml", "    tag: 1.20.2", "    digest: sha256:0"]],
      [
        "[chart-sources] addons/cilium/release.yaml:10 OCIRepository clusters/cilium has no version, which names no single release. Name one, such as 1.2.3.",
      ],
    );
  });

  it("finds a chart that would be unpacked", () => {
    finds(
      [["addons/cilium/release.yaml", "operation: copy", "operation: extract"]],
      [
        "[chart-sources] addons/cilium/release.yaml:7 OCIRepository clusters/cilium has no layerSelector, so Flux unpacks the chart's first layer as files. Select the layer of the chart with `operation: copy`.",
      ],
    );
  });
});
