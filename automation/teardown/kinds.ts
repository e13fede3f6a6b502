/** What an ARN stands for: words, the likely reason why it is left, the command that removes it. */

import type { Remain } from "./remains";

/** The parts of an ARN. */
export interface ArnParts {
  readonly service: string;
  readonly region: string;
  /** First word of the resource, such as `volume`; empty where the resource has one word only. */
  readonly type: string;
  /** The resource without that word. */
  readonly id: string;
}

/** Takes an ARN apart: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html */
export function arnParts(arn: string): ArnParts {
  const [, , service = "", region = "", , ...rest] = arn.split(":");
  const resource = rest.join(":");
  const end = resource.search(/[/:]/);
  return {
    service,
    region,
    type: end < 0 ? "" : resource.slice(0, end),
    id: resource.slice(end + 1),
  };
}

/** What is known of a kind. */
interface Kind {
  readonly what: string;
  readonly why: string;
  /** The command without its region. */
  readonly remove: (id: string, arn: string) => string;
}

const UNFINISHED = "A destroy that did not come to its end.";
const CONTROLLER = "A controller of the cluster made it, and it was not drained.";
const PROTECTED =
  "It holds data: it was kept by plinth:deletionProtection, or a destroy did not come to its end.";

const ec2 = (what: string, why: string, command: string, option: string): Kind => ({
  what,
  why,
  remove: (id) => `aws ec2 ${command} --${option} ${id}`,
});

/** By `service:type`. */
const kinds: Readonly<Record<string, Kind>> = {
  "ec2:volume": ec2("volume", `A pod's disk. ${PROTECTED}`, "delete-volume", "volume-id"),
  "ec2:snapshot": ec2("snapshot of a volume", "A backup of a pod's disk.", "delete-snapshot", "snapshot-id"),
  "ec2:network-interface": ec2(
    "network interface",
    CONTROLLER,
    "delete-network-interface",
    "network-interface-id",
  ),
  "ec2:security-group": ec2("security group", CONTROLLER, "delete-security-group", "group-id"),
  "ec2:instance": ec2(
    "instance",
    "Karpenter started it, or its node group is left.",
    "terminate-instances",
    "instance-ids",
  ),
  "ec2:launch-template": ec2("launch template", UNFINISHED, "delete-launch-template", "launch-template-id"),
  "ec2:vpc": ec2("VPC", "Something in it held it.", "delete-vpc", "vpc-id"),
  "ec2:subnet": ec2("subnet", "A network interface in it held it.", "delete-subnet", "subnet-id"),
  "ec2:natgateway": ec2("NAT gateway", UNFINISHED, "delete-nat-gateway", "nat-gateway-id"),
  "ec2:elastic-ip": ec2("public address", UNFINISHED, "release-address", "allocation-id"),
  "ec2:internet-gateway": ec2(
    "internet gateway",
    "An address of the VPC held it.",
    "delete-internet-gateway",
    "internet-gateway-id",
  ),
  "ec2:route-table": ec2("route table", UNFINISHED, "delete-route-table", "route-table-id"),
  "ec2:vpc-endpoint": ec2("VPC endpoint", UNFINISHED, "delete-vpc-endpoints", "vpc-endpoint-ids"),
  "ec2:vpc-flow-log": ec2("flow log", UNFINISHED, "delete-flow-logs", "flow-log-ids"),
  "elasticloadbalancing:loadbalancer": {
    what: "load balancer",
    why: CONTROLLER,
    remove: (id, arn) =>
      /^(app|net|gwy)\//.test(id)
        ? `aws elbv2 delete-load-balancer --load-balancer-arn ${arn}`
        : `aws elb delete-load-balancer --load-balancer-name ${id}`,
  },
  "elasticloadbalancing:targetgroup": {
    what: "target group",
    why: CONTROLLER,
    remove: (_, arn) => `aws elbv2 delete-target-group --target-group-arn ${arn}`,
  },
  "eks:cluster": {
    what: "cluster",
    why: `Its deletion protection is on. ${UNFINISHED}`,
    remove: (id) => `aws eks delete-cluster --name ${id}`,
  },
  "eks:nodegroup": {
    what: "node group",
    why: UNFINISHED,
    remove: (id) => {
      const [cluster = "", group = ""] = id.split("/");
      return `aws eks delete-nodegroup --cluster-name ${cluster} --nodegroup-name ${group}`;
    },
  },
  "rds:db": {
    what: "database",
    why: PROTECTED,
    remove: (id) =>
      `aws rds delete-db-instance --db-instance-identifier ${id} --final-db-snapshot-identifier ${id}-last`,
  },
  "rds:snapshot": {
    what: "snapshot of the database",
    why: "The final snapshot, or one made by hand: it is kept on purpose.",
    remove: (id) => `aws rds delete-db-snapshot --db-snapshot-identifier ${id}`,
  },
  "rds:auto-backup": {
    what: "backup of the database",
    why: "RDS keeps it until its days are over.",
    remove: (id) => `aws rds delete-db-instance-automated-backup --dbi-resource-id ${id}`,
  },
  "elasticache:replicationgroup": {
    what: "cache",
    why: UNFINISHED,
    remove: (id) => `aws elasticache delete-replication-group --replication-group-id ${id}`,
  },
  "elasticache:snapshot": {
    what: "snapshot of the cache",
    why: "The final snapshot: it is kept on purpose.",
    remove: (id) => `aws elasticache delete-snapshot --snapshot-name ${id}`,
  },
  "s3:": {
    what: "bucket",
    why: `${PROTECTED} Its objects and their versions must go first.`,
    remove: (id) => `aws s3api delete-bucket --bucket ${id}`,
  },
  "ecr:repository": {
    what: "repository of images",
    why: PROTECTED,
    remove: (id) => `aws ecr delete-repository --repository-name ${id} --force`,
  },
  "kms:key": {
    what: "key",
    why: UNFINISHED,
    remove: (id) => `aws kms schedule-key-deletion --key-id ${id}`,
  },
  "logs:log-group": {
    what: "log group",
    why: "The service wrote to it after it was deleted, and so made it anew.",
    remove: (id) => `aws logs delete-log-group --log-group-name ${id.replace(/:\*$/, "")}`,
  },
  "sqs:": {
    what: "queue",
    why: UNFINISHED,
    remove: (id) =>
      `aws sqs delete-queue --queue-url "$(aws sqs get-queue-url --queue-name ${id} --output text)"`,
  },
  "events:rule": {
    what: "rule of EventBridge",
    why: UNFINISHED,
    remove: (id) => `aws events delete-rule --name ${id}`,
  },
  "iam:role": {
    what: "role",
    why: UNFINISHED,
    remove: (id) => `aws iam delete-role --role-name ${id.split("/").at(-1) ?? id}`,
  },
  "iam:policy": {
    what: "policy",
    why: UNFINISHED,
    remove: (_, arn) => `aws iam delete-policy --policy-arn ${arn}`,
  },
  "iam:instance-profile": {
    what: "instance profile",
    why: "Karpenter made it.",
    remove: (id) => `aws iam delete-instance-profile --instance-profile-name ${id.split("/").at(-1) ?? id}`,
  },
  "iam:oidc-provider": {
    what: "OIDC provider",
    why: UNFINISHED,
    remove: (_, arn) => `aws iam delete-open-id-connect-provider --open-id-connect-provider-arn ${arn}`,
  },
  "secretsmanager:secret": {
    what: "secret",
    why: UNFINISHED,
    remove: (_, arn) => `aws secretsmanager delete-secret --secret-id ${arn}`,
  },
};

/** What is left, in words. A kind that is not in the table is listed too, with a command that shows it. */
export function remainOf(arn: string): Remain {
  const { service, region, type, id } = arnParts(arn);
  const kind =
    kinds[`${service}:${type}`] ?? (arn.split(":").length === 6 ? kinds[`${service}:`] : undefined);
  const where = region === "" ? "" : ` --region ${region}`;
  if (kind !== undefined)
    return { what: kind.what, arn, why: kind.why, remove: withRegion(kind.remove(id, arn), where) };
  const what = [service, type].filter((word) => word !== "").join(" ");
  const show = `aws resourcegroupstaggingapi get-resources --resource-arn-list ${arn}${where}`;
  return { what, arn, why: UNFINISHED, remove: `${show} # shows it; its service's own command deletes it` };
}

/** Each `aws` of a command is told the region. */
function withRegion(command: string, where: string): string {
  return command.replaceAll(/\baws ([a-z0-9-]+) ([a-z0-9-]+)/g, `aws $1 $2${where}`);
}
