/** The network. What cannot change in place is what the Terraform provider for AWS marks as such. */

import { arn, digitsOf, ec2Id, idIs, part, text } from "./rules";
import type { Made, RulesTable, TypeRules } from "./rules";
import type { WireObject } from "../values";

const arnOf =
  (kind: string) =>
  (made: Made): WireObject => ({ arn: arn("ec2", made, `${kind}/${made.id}`), ownerId: made.accountId });

/** What a VPC comes with; its ids follow from the VPC's. */
const ofVpc = (prefix: string, vpcId: string): string => `${prefix}-${digitsOf(`${prefix} of ${vpcId}`, 17)}`;

const zoneNumber = (zone: string): number => zone.charCodeAt(zone.length - 1) - "a".charCodeAt(0) + 1;

/** Every input but tags. */
const ruleInputs = [
  ...["type", "fromPort", "toPort", "protocol", "cidrBlocks", "ipv6CidrBlocks", "prefixListIds"],
  ...["securityGroupId", "self", "sourceSecurityGroupId"],
];

/** A rule of a security group in the newer form. */
const groupRule: TypeRules = {
  id: ec2Id("sgr"),
  replaces: ["securityGroupId"],
  outputs: (made) => ({
    arn: arn("ec2", made, `security-group-rule/${made.id}`),
    securityGroupRuleId: made.id,
  }),
};

export const vpcTypes: RulesTable = {
  "aws:ec2/vpc:Vpc": {
    id: ec2Id("vpc"),
    replaces: ["cidrBlock", "ipv4IpamPoolId", "ipv4NetmaskLength"],
    outputs: (made) => ({
      ...arnOf("vpc")(made),
      defaultSecurityGroupId: ofVpc("sg", made.id),
      defaultRouteTableId: ofVpc("rtb", made.id),
      mainRouteTableId: ofVpc("rtb", made.id),
      defaultNetworkAclId: ofVpc("acl", made.id),
      ...{ enableDnsSupport: true, enableDnsHostnames: false, instanceTenancy: "default" },
    }),
  },
  "aws:ec2/subnet:Subnet": {
    id: ec2Id("subnet"),
    replaces: ["vpcId", "cidrBlock", "availabilityZone", "availabilityZoneId", "ipv6Native", "outpostArn"],
    outputs: (made) => ({
      ...arnOf("subnet")(made),
      availabilityZoneId: `zone-az${zoneNumber(text(made, "availabilityZone"))}`,
    }),
  },
  "aws:ec2/internetGateway:InternetGateway": {
    id: ec2Id("igw"),
    replaces: [],
    outputs: arnOf("internet-gateway"),
  },
  "aws:ec2/eip:Eip": {
    id: ec2Id("eipalloc"),
    replaces: ["address", "domain", "networkBorderGroup", "publicIpv4Pool"],
    outputs: (made) => ({
      arn: arn("ec2", made, `elastic-ip/${made.id}`),
      allocationId: made.id,
      publicIp: `203.0.113.${Number.parseInt(made.digits(2), 16)}`,
    }),
  },
  "aws:ec2/natGateway:NatGateway": {
    id: ec2Id("nat"),
    replaces: ["allocationId", "subnetId", "connectivityType", "privateIp"],
    outputs: (made) => ({
      networkInterfaceId: `eni-${made.digits(17)}`,
      publicIp: made.outputsOf(text(made, "allocationId"))?.["publicIp"] ?? "",
    }),
  },
  "aws:ec2/routeTable:RouteTable": { id: ec2Id("rtb"), replaces: ["vpcId"], outputs: arnOf("route-table") },
  "aws:ec2/defaultRouteTable:DefaultRouteTable": {
    id: idIs("defaultRouteTableId"),
    replaces: ["defaultRouteTableId"],
    outputs: arnOf("route-table"),
  },
  "aws:ec2/defaultNetworkAcl:DefaultNetworkAcl": {
    id: idIs("defaultNetworkAclId"),
    replaces: ["defaultNetworkAclId"],
    outputs: arnOf("network-acl"),
  },
  "aws:ec2/route:Route": {
    id: (made) => `r-${text(made, "routeTableId")}${made.digits(10)}`,
    replaces: ["routeTableId", "destinationCidrBlock", "destinationIpv6CidrBlock", "destinationPrefixListId"],
    outputs: () => ({ origin: "CreateRoute", state: "active" }),
  },
  "aws:ec2/routeTableAssociation:RouteTableAssociation": {
    id: ec2Id("rtbassoc"),
    replaces: ["subnetId", "gatewayId"],
  },
  "aws:ec2/vpcEndpoint:VpcEndpoint": {
    id: ec2Id("vpce"),
    replaces: ["vpcId", "serviceName", "vpcEndpointType", "serviceRegion", "resourceConfigurationArn"],
    outputs: (made) => ({
      ...arnOf("vpc-endpoint")(made),
      state: "available",
      prefixListId: `pl-${digitsOf(text(made, "serviceName"), 8)}`,
      dnsEntries: [
        {
          dnsName: `${made.id}.${text(made, "serviceName").split(".").reverse().join(".")}`,
          hostedZoneId: "Z00000000000000000000",
        },
      ],
    }),
  },
  "aws:ec2/vpcDhcpOptions:VpcDhcpOptions": {
    id: ec2Id("dopt"),
    replaces: ["domainName", "domainNameServers", "ntpServers"],
    outputs: arnOf("dhcp-options"),
  },
  "aws:ec2/vpcDhcpOptionsAssociation:VpcDhcpOptionsAssociation": {
    id: (made) => `${text(made, "dhcpOptionsId")}-${text(made, "vpcId")}`,
    replaces: ["vpcId"],
  },
  "aws:ec2/securityGroup:SecurityGroup": {
    id: ec2Id("sg"),
    replaces: ["name", "namePrefix", "description", "vpcId"],
    outputs: (made) => ({
      ...arnOf("security-group")(made),
      description: "Managed by Pulumi",
    }),
  },
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup": {
    id: (made) => ofVpc("sg", text(made, "vpcId")),
    replaces: ["vpcId"],
    outputs: (made) => ({
      ...arnOf("security-group")(made),
      name: "default",
      description: "default VPC security group",
    }),
  },
  "aws:ec2/securityGroupRule:SecurityGroupRule": {
    id: ({ digits }) => `sgrule-${Number.parseInt(digits(8), 16)}`,
    replaces: ruleInputs,
    outputs: ({ digits }) => ({ securityGroupRuleId: `sgr-${digits(17)}` }),
  },
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule": groupRule,
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule": groupRule,
  "aws:ec2/flowLog:FlowLog": {
    id: ec2Id("fl"),
    replaces: [
      ...["vpcId", "subnetId", "eniId", "trafficType", "logDestination", "logDestinationType", "iamRoleArn"],
      ...["logFormat", "maxAggregationInterval", "destinationOptions", "deliverCrossAccountRole"],
    ],
    outputs: (made) => ({ arn: arn("ec2", made, `vpc-flow-log/${made.id}`) }),
  },
};

/** The VPC of subnets that the program made; "" where it made none of them. */
export function vpcOf(made: Made, subnetIds: unknown): string {
  const ids = Array.isArray(subnetIds) ? (subnetIds as unknown[]) : [];
  const outputs = ids.map((id) => (typeof id === "string" ? made.outputsOf(id) : undefined));
  const vpcId = outputs.find((found) => found !== undefined)?.["vpcId"];
  return typeof vpcId === "string" ? vpcId : "";
}

/** The subnets of an input that holds them. */
export function subnetsOf(made: Made, property: string): unknown {
  return part(made.inputs, property)["subnetIds"];
}
