import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Network } from "../../../../components/eks/network";
import { valueOf } from "../../../helpers/registrations";
import { planNetwork, scope, standardNetwork, subnets } from "./planned-network";

describe("components/eks/network/network", () => {
  it("makes everything its child", async () => {
    const { registered } = await standardNetwork();
    const others = registered
      .all()
      .filter(({ type, parent }) => type.startsWith("aws:") && !parent.endsWith("plinth:eks:Network::ai"));
    assert.deepEqual(others, []);
  });

  it("tells the ids of the VPC, its subnets and its security groups", async () => {
    const { network } = await standardNetwork();
    const { vpcId, nodeSecurityGroupId, controlPlaneSecurityGroup, dataSecurityGroupId } = network;
    const ids = [vpcId, nodeSecurityGroupId, controlPlaneSecurityGroup.id, dataSecurityGroupId];
    assert.deepEqual(await valueOf(pulumi.all(ids)), [
      "id-of-ai-vpc",
      "id-of-ai-nodes",
      "id-of-ai-control-plane",
      "id-of-ai-data",
    ]);
    assert.deepEqual(await valueOf(pulumi.output([...network.privateSubnets])), [
      { zone: "eu-central-1a", id: "id-of-ai-private-eu-central-1a" },
      { zone: "eu-central-1b", id: "id-of-ai-private-eu-central-1b" },
    ]);
    const idsOf = (kind: string) => [`id-of-ai-${kind}-eu-central-1a`, `id-of-ai-${kind}-eu-central-1b`];
    assert.deepEqual(await valueOf(pulumi.all(network.publicSubnetIds)), idsOf("public"));
    assert.deepEqual(await valueOf(pulumi.all(network.dataSubnetIds)), idsOf("data"));
  });

  it("tells what nodes wait for: every endpoint, every rule, and the private routes", async () => {
    const { registered, ready } = await standardNetwork();
    const waitedFor =
      /:(?:VpcEndpoint|SecurityGroup(?:In|E)gressRule) |:Route(?:TableAssociation)? ai-private-/;
    const expected = registered.names().filter((name) => waitedFor.test(name));
    const names = ready.map((urn) => urn.split("$").at(-1)?.replace("::", " "));
    assert.deepEqual(names.sort(), expected);
  });

  it("lives beside another network of another name", async () => {
    const { registered } = await planNetwork();
    const other = new Network("b", {
      scope: { ...scope, name: "b" },
      cidr: "10.1.0.0/16",
      subnets,
      nat: "none",
      logsKeyArn: "key",
      boundaryArn: "boundary",
    });
    await Promise.all(other.ready.map(({ urn }) => valueOf(urn)));
    const names = registered.names();
    assert.equal(new Set(names).size, names.length);
    assert.ok(names.includes("plinth:eks:Network b"));
  });
});
