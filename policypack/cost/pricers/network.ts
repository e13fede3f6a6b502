/** Gateways, endpoints, addresses and load balancers. What they carry depends on use and is not in the sums. */

import { fixed, gap, join, lengthAt, part, steady, textAt, whenKnown } from "../quote";
import type { Pricer } from "../quote";

const traffic = gap("usage", "what it carries is charged by use");

const natGateway: Pricer = ({ properties }, context) =>
  join(
    whenKnown<[string]>([textAt(properties.child("connectivityType"), "public")], () =>
      fixed(context, ["perHour", "natGateway"], "the NAT gateway"),
    ),
    traffic,
  );

const endpoint: Pricer = ({ properties }, context) =>
  whenKnown<[string, number]>(
    [textAt(properties.child("vpcEndpointType"), "Gateway"), lengthAt(properties.child("subnetIds"))],
    (type, zones) => {
      if (type === "Gateway") return part("a gateway endpoint, which is free", steady(0));
      const key = ["perHour", "interfaceEndpointPerZone"] as const;
      return join(fixed(context, key, "the endpoint in each zone", Math.max(zones, 1)), traffic);
    },
  );

const kinds: Readonly<Record<string, string>> = {
  application: "applicationLoadBalancer",
  network: "networkLoadBalancer",
};

const loadBalancer: Pricer = ({ properties }, context) =>
  whenKnown<[string]>([textAt(properties.child("loadBalancerType"), "application")], (type) => {
    const key = kinds[type];
    if (key === undefined)
      return gap("no-price", `the table has no price of a load balancer of type ${type}`);
    return join(fixed(context, ["perHour", key], `the ${type} load balancer`), traffic);
  });

const address: Pricer = (_, context) => fixed(context, ["perHour", "publicIpv4"], "the public address");

export const networkPricers: Readonly<Record<string, Pricer>> = {
  "aws:ec2/natGateway:NatGateway": natGateway,
  "aws:ec2/vpcEndpoint:VpcEndpoint": endpoint,
  "aws:ec2/eip:Eip": address,
  "aws:lb/loadBalancer:LoadBalancer": loadBalancer,
  "aws:alb/loadBalancer:LoadBalancer": loadBalancer,
};
