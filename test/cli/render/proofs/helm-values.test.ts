import { finds } from "./tree";

describe("cli/render/proofs/helm-values", () => {
  it("finds the spelling of Cilium that does nothing", () => {
    finds(
      [["addons/cilium/release.yaml", "autoMount", "automount"]],
      [
        "[helm-values] addons/cilium/release.yaml:31 HelmRelease clusters/cilium sets `cgroup.automount`, which the chart cilium is not known to have; Helm would take it and do nothing. Did you mean `cgroup.autoMount`?",
      ],
    );
  });

  it("finds a key at the top", () => {
    finds(
      [["addons/cilium/release.yaml", "kubeProxyReplacement", "kubeProxyReplacment"]],
      [
        "[helm-values] addons/cilium/release.yaml:32 HelmRelease clusters/cilium sets `kubeProxyReplacment`, which the chart cilium is not known to have; Helm would take it and do nothing. Did you mean `kubeProxyReplacement`?",
      ],
    );
  });

  it("takes no name that every object has for a key", () => {
    finds(
      [["addons/cilium/release.yaml", "kubeProxyReplacement", "constructor"]],
      [
        "[helm-values] addons/cilium/release.yaml:32 HelmRelease clusters/cilium sets `constructor`, which the chart cilium is not known to have; Helm would take it and do nothing.",
      ],
    );
  });
});
