import assert from "node:assert/strict";
import { ServiceLinkedRoles } from "../../../components/eks/service-linked-roles";
import { Registrations, valueOf } from "../../helpers/registrations";

const ROLE = "aws:iam/serviceLinkedRole:ServiceLinkedRole";

describe("components/eks/service-linked-roles", () => {
  it("makes the roles of EC2 Auto Scaling and Spot, and says what waits for them", async () => {
    const registered = new Registrations();
    await registered.start({ stack: "prod", preview: false });
    const roles = new ServiceLinkedRoles("ai");
    const urns = await Promise.all(roles.ready.map(({ urn }) => valueOf(urn)));
    const made = registered.all().filter(({ type }) => type === ROLE);
    assert.deepEqual(
      made.map(({ name, inputs }) => [name, inputs["awsServiceName"]]),
      [
        ["ai-autoscaling", "autoscaling.amazonaws.com"],
        ["ai-spot", "spot.amazonaws.com"],
      ],
    );
    assert.ok(made.every(({ parent }) => parent.endsWith("plinth:eks:ServiceLinkedRoles::ai")));
    assert.deepEqual(
      urns.map((urn) => urn.split("::").at(-1)),
      ["ai-autoscaling", "ai-spot"],
    );
  });
});
