import assert from "node:assert/strict";
import { namesOf, planNetwork, standardNetwork, subnets, zones } from "./planned-network";

const EIP = "aws:ec2/eip:Eip";
const NAT = "aws:ec2/natGateway:NatGateway";
const ROUTE = "aws:ec2/route:Route";

describe("components/eks/network/routes", () => {
  it("has one table for each zone's private subnet, and one for public and data subnets each", async () => {
    const plan = await standardNetwork();
    const tables = ["ai-data", "ai-private-eu-central-1a", "ai-private-eu-central-1b", "ai-public"];
    assert.deepEqual(namesOf(plan, "aws:ec2/routeTable:RouteTable"), tables);
    const associations = namesOf(plan, "aws:ec2/routeTableAssociation:RouteTableAssociation");
    assert.deepEqual(associations, subnets.map(({ kind, zone }) => `ai-${kind}-${zone}`).sort());
    for (const { kind, zone } of subnets) {
      const type = "aws:ec2/routeTableAssociation:RouteTableAssociation";
      assert.deepEqual(plan.registered.get(type, `ai-${kind}-${zone}`).inputs, {
        routeTableId: kind === "private" ? `id-of-ai-private-${zone}` : `id-of-ai-${kind}`,
        subnetId: `id-of-ai-${kind}-${zone}`,
      });
    }
  });

  it("leads public subnets to the internet gateway, and data subnets nowhere", async () => {
    const plan = await standardNetwork();
    assert.deepEqual(plan.registered.get(ROUTE, "ai-public").inputs, {
      routeTableId: "id-of-ai-public",
      destinationCidrBlock: "0.0.0.0/0",
      gatewayId: "id-of-ai",
    });
    assert.ok(!namesOf(plan, ROUTE).includes("ai-data"));
  });

  it("leads each zone to its own NAT gateway", async () => {
    const { registered } = await standardNetwork();
    const isGateway = (urn: string) => urn.endsWith("InternetGateway::ai");
    for (const zone of zones) {
      assert.deepEqual(registered.get(ROUTE, `ai-private-${zone}`).inputs, {
        routeTableId: `id-of-ai-private-${zone}`,
        destinationCidrBlock: "0.0.0.0/0",
        natGatewayId: `id-of-ai-nat-${zone}`,
      });
      const nat = registered.get(NAT, `ai-nat-${zone}`);
      assert.equal(nat.inputs["subnetId"], `id-of-ai-public-${zone}`);
      assert.equal(nat.inputs["allocationId"], `id-of-ai-nat-${zone}`);
      assert.ok(nat.dependencies.some(isGateway));
      assert.ok(registered.get(EIP, `ai-nat-${zone}`).dependencies.some(isGateway));
    }
  });

  it("leads every zone to one NAT gateway", async () => {
    const plan = await planNetwork({ nat: "single" });
    assert.deepEqual(namesOf(plan, NAT), ["ai-nat-eu-central-1a"]);
    const ways = zones.map((zone) => plan.registered.get(ROUTE, `ai-private-${zone}`).inputs["natGatewayId"]);
    assert.deepEqual(ways, ["id-of-ai-nat-eu-central-1a", "id-of-ai-nat-eu-central-1a"]);
  });

  it("leads private subnets nowhere without NAT", async () => {
    const plan = await planNetwork({ nat: "none" });
    assert.deepEqual([...namesOf(plan, NAT), ...namesOf(plan, EIP)], []);
    assert.deepEqual(namesOf(plan, ROUTE), ["ai-public"]);
  });

  it("refuses a NAT gateway in a zone without a public subnet", async () => {
    const plan = subnets.filter(({ kind, zone }) => kind !== "public" || zone === zones[0]);
    await assert.rejects(planNetwork({ subnets: plan }), {
      message: /NAT gateway of eu-central-1b needs a public subnet.*choose the NAT "none"/,
    });
    await planNetwork({ subnets: plan, nat: "single" });
  });
});
