import assert from "node:assert/strict";
import type { Plan } from "../../../automation/plan";
import { deniedBy, planPlatforms, stackConfigOf } from "../../helpers/platforms";
import { reachableFrom } from "../../helpers/reachable";

const BUDGET_USD = 1_000_000;

describe("components/eks: the recipe observability", function () {
  this.timeout(240_000);
  let planned: Plan = { resources: [] } as unknown as Plan;

  before(async () => {
    const plans = await planPlatforms([stackConfigOf("plinth", { "plinth:recipes": ["observability"] })]);
    planned = plans.get("plinth") ?? planned;
  });

  it("is denied nothing by the profile strict", async () => {
    assert.ok(planned.resources.some(({ type }) => type === "kubernetes:helm.sh/v3:Release"));
    assert.deepEqual(await deniedBy(planned, BUDGET_USD), []);
  });

  for (const id of ["loki", "tempo"])
    it(`has ${id} after its bucket and the association of its role, and gone before them`, () => {
      const release = planned.resources.find(
        ({ type, name }) => type === "kubernetes:helm.sh/v3:Release" && name === `plinth-${id}`,
      );
      assert.ok(release);
      const before = [...reachableFrom(planned.resources, release.urn)];
      for (const type of ["aws:eks/podIdentityAssociation:PodIdentityAssociation", "aws:s3/bucket:Bucket"])
        assert.ok(
          before.some((urn) => urn.endsWith(`${type}::plinth-${id}`)),
          `${id} after ${type}`,
        );
    });
});

describe("components/eks: the recipes gateway and backup", function () {
  this.timeout(240_000);
  let planned: Plan = { resources: [] } as unknown as Plan;

  before(async () => {
    const keys = { "plinth:recipes": ["gateway", "backup"], "plinth:domain": "example.org" };
    const plans = await planPlatforms([stackConfigOf("plinth", keys)]);
    planned = plans.get("plinth") ?? planned;
  });

  const beforeOf = (id: string): readonly string[] => {
    const release = planned.resources.find(
      ({ type, name }) => type === "kubernetes:helm.sh/v3:Release" && name === `plinth-${id}`,
    );
    assert.ok(release, id);
    return [...reachableFrom(planned.resources, release.urn)];
  };

  it("are denied nothing by the profile strict", async () => {
    assert.deepEqual(await deniedBy(planned, BUDGET_USD), []);
  });

  it("have what makes load balancers after their controller, and gone before it", () => {
    const controller = "kubernetes:helm.sh/v3:Release::plinth-load-balancer-controller";
    assert.ok(beforeOf("envoy-gateway").some((urn) => urn.endsWith(controller)));
  });

  it("have velero after its bucket and the association of its role, and gone before them", () => {
    for (const type of ["aws:eks/podIdentityAssociation:PodIdentityAssociation", "aws:s3/bucket:Bucket"])
      assert.ok(
        beforeOf("velero").some((urn) => urn.endsWith(`${type}::plinth-velero`)),
        type,
      );
  });

  it("have the controller after the certificates of its webhooks and the association of its role", () => {
    for (const end of [
      "kubernetes:helm.sh/v3:Release::plinth-cert-manager",
      "aws:eks/podIdentityAssociation:PodIdentityAssociation::plinth-load-balancer-controller",
    ])
      assert.ok(
        beforeOf("load-balancer-controller").some((urn) => urn.endsWith(end)),
        end,
      );
  });
});
