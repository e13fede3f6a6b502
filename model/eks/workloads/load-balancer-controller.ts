import type { Statement } from "../policy-document";
import { arnOf, iamArnOf } from "../scope";
import type { Scope } from "../scope";
import { clusterTag } from "./access";
import type { WorkloadIdentity } from "./identity";

/** The tag that the controller puts on what it makes, with the cluster's name. */
const TAG = "elbv2.k8s.aws/cluster";

/**
 * AWS Load Balancer Controller 3.5: it changes what carries its tag with this cluster's name.
 *
 * The controller's own policy asks for the tag with any value, and lets it attach web ACLs and Shield. Neither is used
 * here, so it may only see that there are none; listeners and rules are those of load balancers, whose tags cannot be
 * demanded at their creation.
 *
 * @see https://github.com/kubernetes-sigs/aws-load-balancer-controller/blob/v3.5.0/docs/install/iam_policy.json
 */
export const loadBalancerController: WorkloadIdentity = {
  id: "load-balancer-controller",
  namespace: "kube-system",
  serviceAccount: "aws-load-balancer-controller",
  statements: (scope) => [
    reading(),
    {
      Effect: "Allow",
      Action: "iam:CreateServiceLinkedRole",
      Resource: iamArnOf(scope, "role/aws-service-role/elasticloadbalancing.amazonaws.com/*"),
      Condition: { StringEquals: { "iam:AWSServiceName": "elasticloadbalancing.amazonaws.com" } },
    },
    ...securityGroups(scope),
    ...loadBalancers(scope),
    ...listeners(scope),
  ],
};

const requested = ({ name }: Scope) => ({ StringEquals: { [`aws:RequestTag/${TAG}`]: name } });
const own = ({ name }: Scope) => ({ StringEquals: { [`aws:ResourceTag/${TAG}`]: name } });

function reading(): Statement {
  const ec2 = [
    "AccountAttributes",
    "Addresses",
    "AvailabilityZones",
    "CoipPools",
    "Instances",
    "InternetGateways",
    "IpamPools",
    "NetworkInterfaces",
    "RouteTables",
    "SecurityGroups",
    "Subnets",
    "Tags",
    "VpcPeeringConnections",
    "Vpcs",
  ];
  return {
    Effect: "Allow",
    Action: [
      ...ec2.map((kind) => `ec2:Describe${kind}`),
      "ec2:GetCoipPoolUsage",
      "ec2:GetSecurityGroupsForVpc",
      "elasticloadbalancing:Describe*",
      "acm:ListCertificates",
      "acm:DescribeCertificate",
      "waf-regional:GetWebACLForResource",
      "wafv2:GetWebACLForResource",
      "shield:GetSubscriptionState",
      "shield:DescribeProtection",
    ],
    Resource: "*",
  };
}

function securityGroups(scope: Scope): Statement[] {
  const groups = arnOf(scope, "ec2", "security-group/*");
  const rules = ["ec2:AuthorizeSecurityGroupIngress", "ec2:RevokeSecurityGroupIngress"];
  return [
    { Effect: "Allow", Action: "ec2:CreateSecurityGroup", Resource: groups, Condition: requested(scope) },
    // The VPC that a group is made in; it carries no tag of the controller.
    { Effect: "Allow", Action: "ec2:CreateSecurityGroup", Resource: arnOf(scope, "ec2", "vpc/*") },
    {
      Effect: "Allow",
      Action: "ec2:CreateTags",
      Resource: groups,
      Condition: {
        StringEquals: {
          "ec2:CreateAction": "CreateSecurityGroup",
          [`aws:RequestTag/${TAG}`]: scope.name,
        },
      },
    },
    {
      Effect: "Allow",
      Action: ["ec2:CreateTags", "ec2:DeleteTags"],
      Resource: groups,
      Condition: { ...own(scope), Null: { [`aws:RequestTag/${TAG}`]: "true" } },
    },
    {
      Effect: "Allow",
      Action: [...rules, "ec2:DeleteSecurityGroup"],
      Resource: groups,
      Condition: own(scope),
    },
    // The nodes' group, which lets the load balancers in.
    {
      Effect: "Allow",
      Action: rules,
      Resource: groups,
      Condition: { StringLike: { [`aws:ResourceTag/${clusterTag(scope)}`]: "*" } },
    },
  ];
}

function loadBalancers(scope: Scope): Statement[] {
  const made = ["loadbalancer/app/*", "loadbalancer/net/*", "targetgroup/*"].map((resource) =>
    arnOf(scope, "elasticloadbalancing", resource),
  );
  return [
    {
      Effect: "Allow",
      Action: ["elasticloadbalancing:CreateLoadBalancer", "elasticloadbalancing:CreateTargetGroup"],
      Resource: made,
      Condition: requested(scope),
    },
    {
      Effect: "Allow",
      Action: "elasticloadbalancing:AddTags",
      Resource: made,
      Condition: {
        StringEquals: {
          "elasticloadbalancing:CreateAction": ["CreateLoadBalancer", "CreateTargetGroup"],
          [`aws:RequestTag/${TAG}`]: scope.name,
        },
      },
    },
    {
      Effect: "Allow",
      Action: ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
      Resource: made,
      Condition: { ...own(scope), Null: { [`aws:RequestTag/${TAG}`]: "true" } },
    },
    {
      Effect: "Allow",
      Action: [
        "DeleteLoadBalancer",
        "DeleteTargetGroup",
        "DeregisterTargets",
        "ModifyCapacityReservation",
        "ModifyIpPools",
        "ModifyLoadBalancerAttributes",
        "ModifyTargetGroup",
        "ModifyTargetGroupAttributes",
        "RegisterTargets",
        "SetIpAddressType",
        "SetSecurityGroups",
        "SetSubnets",
      ].map((action) => `elasticloadbalancing:${action}`),
      Resource: made,
      Condition: own(scope),
    },
  ];
}

/** Listeners and rules: the controller tags them, but their creation is a call on the load balancer or the listener. */
function listeners(scope: Scope): Statement[] {
  const kinds = ["loadbalancer", "listener", "listener-rule"];
  const resources = kinds.flatMap((kind) =>
    ["app", "net"].map((type) => arnOf(scope, "elasticloadbalancing", `${kind}/${type}/*`)),
  );
  return [
    {
      Effect: "Allow",
      Action: [
        "AddListenerCertificates",
        "CreateListener",
        "CreateRule",
        "DeleteListener",
        "DeleteRule",
        "ModifyListener",
        "ModifyListenerAttributes",
        "ModifyRule",
        "RemoveListenerCertificates",
        "SetRulePriorities",
      ].map((action) => `elasticloadbalancing:${action}`),
      Resource: resources,
      Condition: own(scope),
    },
    {
      Effect: "Allow",
      Action: ["elasticloadbalancing:AddTags", "elasticloadbalancing:RemoveTags"],
      Resource: resources.filter((arn) => !arn.includes(":loadbalancer/")),
    },
  ];
}
