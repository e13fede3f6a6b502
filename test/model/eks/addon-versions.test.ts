import assert from "node:assert/strict";
import { addonNames, addonVersions } from "../../../model/eks/addon-versions";
import { kubernetesVersions } from "../../../model/eks/kubernetes-versions";

describe("model/eks/addon-versions", () => {
  for (const kubernetes of kubernetesVersions) {
    describe(`Kubernetes ${kubernetes}`, () => {
      const versions = addonVersions[kubernetes];

      it("has a version of every add-on, as EKS writes it", () => {
        assert.deepEqual(Object.keys(versions).toSorted(), [...addonNames].toSorted());
        for (const version of Object.values(versions))
          assert.match(version, /^v\d+\.\d+\.\d+-eksbuild\.\d+$/);
      });

      it("has the kube-proxy of the same minor version", () => {
        assert.ok(versions["kube-proxy"].startsWith(`v${kubernetes}.`));
      });
    });
  }

  it("has nothing for other versions of Kubernetes", () => {
    assert.deepEqual(Object.keys(addonVersions), [...kubernetesVersions]);
  });
});
