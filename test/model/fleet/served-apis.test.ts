import { deepEqual, equal, ok } from "node:assert/strict";
import { recipeIds, recipes } from "../../../model/fleet/recipes";
import { groupOf, servedVersions } from "../../../model/fleet/served-apis";

describe("model/fleet/served-apis", () => {
  it("takes the group from an apiVersion", () => {
    equal(groupOf("v1"), "");
    equal(groupOf("apps/v1"), "apps");
    equal(groupOf("cluster.x-k8s.io/v1beta2"), "cluster.x-k8s.io");
  });

  it("knows the versions of providers by their kinds", () => {
    const group = "infrastructure.cluster.x-k8s.io";
    deepEqual(servedVersions(group, "AWSMachineTemplate"), [`${group}/v1beta2`]);
    deepEqual(servedVersions(group, "AzureClusterIdentity"), [`${group}/v1beta1`]);
    deepEqual(servedVersions(group, "GCPCluster"), [`${group}/v1beta1`]);
    deepEqual(servedVersions(group, "ProxmoxCluster"), [`${group}/v1alpha2`]);
    deepEqual(servedVersions(group, "OpenStackCluster"), []);
  });

  it("knows no group that nothing serves, whatever its name", () => {
    for (const group of ["example.com", "constructor", "toString"])
      deepEqual(servedVersions(group, "One"), []);
  });

  it("knows the groups that objects of a recipe are most often of", () => {
    const groups = recipeIds.flatMap((id) => recipes[id].ownsCrdsOf);
    for (const group of ["cert-manager.io", "external-secrets.io", "ray.io", "monitoring.coreos.com"]) {
      ok(groups.includes(group));
      ok(servedVersions(group, "One").length > 0);
    }
  });
});
