import assert from "node:assert/strict";
import { endpointPolicy, interfaceEndpointIds, s3EndpointPolicy } from "../../../../model/eks/vpc-endpoints";
import { namesOf, planNetwork, scope, standardNetwork, zones } from "./planned-network";

const ENDPOINT = "aws:ec2/vpcEndpoint:VpcEndpoint";
const nameOf = (id: string) => `ai-${id.replace(".", "-")}`;

describe("components/eks/network/endpoints", () => {
  it("has a gateway to S3 in the private route tables", async () => {
    const { registered } = await standardNetwork();
    const { inputs } = registered.get(ENDPOINT, "ai-s3");
    assert.equal(inputs["vpcEndpointType"], "Gateway");
    assert.equal(inputs["serviceName"], "com.amazonaws.eu-central-1.s3");
    const tables = zones.map((zone) => `id-of-ai-private-${zone}`);
    assert.deepEqual(inputs["routeTableIds"], tables);
    assert.deepEqual(JSON.parse(inputs["policy"] as string), s3EndpointPolicy(scope));
  });

  it("has every interface endpoint in each zone, by private DNS and with its policy", async () => {
    const plan = await standardNetwork();
    assert.deepEqual(namesOf(plan, ENDPOINT), [...interfaceEndpointIds, "s3"].map(nameOf).sort());
    for (const id of interfaceEndpointIds) {
      const { inputs } = plan.registered.get(ENDPOINT, nameOf(id));
      assert.equal(inputs["vpcEndpointType"], "Interface");
      assert.equal(inputs["serviceName"], `com.amazonaws.eu-central-1.${id}`);
      assert.equal(inputs["privateDnsEnabled"], true);
      assert.deepEqual(inputs["securityGroupIds"], ["id-of-ai-endpoints"]);
      const places = zones.map((zone) => `id-of-ai-private-${zone}`);
      assert.deepEqual(inputs["subnetIds"], places);
      assert.deepEqual(JSON.parse(inputs["policy"] as string), endpointPolicy(scope, id));
    }
  });

  it("has only those that are asked for", async () => {
    const plan = await planNetwork({ endpoints: ["sts"] });
    assert.deepEqual(namesOf(plan, ENDPOINT), ["ai-s3", "ai-sts"]);
  });
});
