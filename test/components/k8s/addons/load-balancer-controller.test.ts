import assert from "node:assert/strict";
import { workloads } from "../../../../model/eks/workloads";
import { onEks } from "../../../helpers/clusters";
import { scope } from "../../../helpers/eks-scope";
import { ServiceStack } from "../../../helpers/service-stack";

const ID = "load-balancer-controller";

describe("components/k8s/addons/load-balancer-controller", () => {
  const stack = new ServiceStack();
  const recipes = ["base"];
  const release = () => stack.registered.get("kubernetes:helm.sh/v3:Release", `platform-${ID}`);
  const value = (...path: string[]): unknown =>
    path.reduce<unknown>(
      (at, key) => (at as Readonly<Record<string, unknown>> | undefined)?.[key],
      release().inputs["values"],
    );

  it("is for clusters on AWS alone", async () => {
    await stack.build({ recipes });
    assert.ok(!stack.registered.names().some((name) => name.includes(ID)));
  });

  it("knows its cluster, region and network, and makes load balancers inside of it with pods for targets", async () => {
    await stack.build({ recipes }, onEks());
    const { name, region } = scope;
    assert.deepEqual(
      [value("clusterName"), value("region"), value("vpcId")],
      [name, region, "vpc-0123456789abcdef0"],
    );
    assert.deepEqual([value("defaultTargetType"), value("defaultLoadBalancerScheme")], ["ip", "internal"]);
  });

  it("leaves web ACLs and Shield, which its role may not use, and Gateways, which are another's", async () => {
    await stack.build({ recipes }, onEks());
    for (const key of ["enableShield", "enableWaf", "enableWafv2"]) assert.equal(value(key), false, key);
    assert.deepEqual(value("controllerConfig", "featureGates"), {
      ALBGatewayAPI: false,
      NLBGatewayAPI: false,
    });
  });

  it("has its certificate from cert-manager, and stops no Service where it is away", async () => {
    await stack.build({ recipes }, onEks());
    assert.equal(value("enableCertManager"), true);
    assert.equal(value("serviceMutatorWebhookConfig", "failurePolicy"), "Ignore");
  });

  it("has its role by the account that IAM knows, from EKS or by an annotation", async () => {
    await stack.build({ recipes }, onEks());
    const { namespace, serviceAccount } = workloads[ID];
    assert.deepEqual(value("serviceAccount"), { name: serviceAccount, annotations: {} });
    assert.equal(release().inputs["namespace"], namespace);
    assert.ok(stack.policy(`${ID}-pod-identity`) !== undefined);
    await stack.build({ recipes }, onEks([ID]));
    assert.deepEqual(value("serviceAccount", "annotations"), {
      "eks.amazonaws.com/role-arn": `arn:aws:iam::123456789012:role/plinth-${ID}`,
    });
    assert.equal(stack.policy(`${ID}-pod-identity`), undefined);
  });

  it("lets in the API server and Prometheus, and nobody else", async () => {
    await stack.build({ recipes }, onEks());
    const { ingress } = stack.policy(ID) as { ingress: { ports: { port: number }[]; from?: unknown }[] };
    assert.deepEqual(
      ingress.map(({ ports, from }) => [ports.map(({ port }) => port), from !== undefined]),
      [
        [[9443], false],
        [[8080], true],
      ],
    );
  });
});
