import assert from "node:assert/strict";
import { arnParts, remainOf } from "../../../automation/teardown/kinds";

describe("automation/teardown/kinds", () => {
  const place = "eu-central-1:123456789012";
  const commands: readonly (readonly [string, string, string])[] = [
    [`arn:aws:ec2:${place}:vpc/vpc-1`, "VPC", "aws ec2 delete-vpc --region eu-central-1 --vpc-id vpc-1"],
    [
      `arn:aws:sqs:${place}:demo-interruptions`,
      "queue",
      'aws sqs delete-queue --region eu-central-1 --queue-url "$(aws sqs get-queue-url --region eu-central-1 --queue-name demo-interruptions --output text)"',
    ],
    ["arn:aws:s3:::demo-loki", "bucket", "aws s3api delete-bucket --bucket demo-loki"],
    ["arn:aws-cn:iam::123456789012:role/path/demo-node", "role", "aws iam delete-role --role-name demo-node"],
    [
      `arn:aws:eks:${place}:nodegroup/demo/system/aabb`,
      "node group",
      "aws eks delete-nodegroup --region eu-central-1 --cluster-name demo --nodegroup-name system",
    ],
    [
      `arn:aws:elasticloadbalancing:${place}:loadbalancer/classic`,
      "load balancer",
      "aws elb delete-load-balancer --region eu-central-1 --load-balancer-name classic",
    ],
    [
      `arn:aws:elasticloadbalancing:${place}:loadbalancer/net/web/1`,
      "load balancer",
      `aws elbv2 delete-load-balancer --region eu-central-1 --load-balancer-arn arn:aws:elasticloadbalancing:${place}:loadbalancer/net/web/1`,
    ],
    [
      `arn:aws:logs:${place}:log-group:/aws/eks/demo/cluster`,
      "log group",
      "aws logs delete-log-group --region eu-central-1 --log-group-name /aws/eks/demo/cluster",
    ],
    [
      // Without a last snapshot, or a word that none is wanted, RDS refuses.
      `arn:aws:rds:${place}:db:demo-postgres`,
      "database",
      "aws rds delete-db-instance --region eu-central-1 --db-instance-identifier demo-postgres --final-db-snapshot-identifier demo-postgres-last",
    ],
  ];
  for (const [arn, what, remove] of commands)
    it(`has the words and the command for ${arn}`, () => {
      const remain = remainOf(arn);
      assert.equal(remain.what, what);
      assert.equal(remain.remove, remove);
      assert.notEqual(remain.why, "");
    });

  it("lists a kind that it does not know, with a command that shows it, to be pasted as it is", () => {
    const remain = remainOf(`arn:aws:sagemaker:${place}:endpoint/x`);
    assert.equal(remain.what, "sagemaker endpoint");
    assert.match(
      remain.remove,
      /^aws \S+ get-resources --resource-arn-list arn:aws:sagemaker\S* --region eu-central-1 # shows it; its service's own command deletes it$/,
    );
    assert.equal(remainOf(`arn:aws:sns:${place}:topic`).what, "sns");
  });

  it("takes ARNs apart, whatever separates the type from the id", () => {
    assert.deepEqual(arnParts(`arn:aws:rds:${place}:snapshot:demo-final`), {
      ...{ service: "rds", region: "eu-central-1", type: "snapshot", id: "demo-final" },
    });
    assert.deepEqual(arnParts("arn:aws:s3:::bucket"), { service: "s3", region: "", type: "", id: "bucket" });
  });
});
