import assert from "node:assert/strict";
import type { Scope } from "../../../model/eks/scope";
import { scope as anyScope } from "../../helpers/eks-scope";
import {
  endpointPolicy,
  endpointServiceName,
  interfaceEndpointIds,
  interfaceEndpointsOf,
  s3EndpointPolicy,
} from "../../../model/eks/vpc-endpoints";

const scope: Scope = { ...anyScope, name: "ai" };
const china: Scope = { ...scope, region: "cn-north-1", partition: "aws-cn", dnsSuffix: "amazonaws.com.cn" };

describe("model/eks/vpc-endpoints", () => {
  it("has an endpoint for each service that nodes cannot do without", () => {
    assert.deepEqual([...interfaceEndpointIds].sort(), [
      "autoscaling",
      "ec2",
      "ecr.api",
      "ecr.dkr",
      "eks",
      "eks-auth",
      "elasticloadbalancing",
      "kms",
      "logs",
      "secretsmanager",
      "sqs",
      "ssm",
      "ssmmessages",
      "sts",
    ]);
  });

  it("leaves out what only the other autoscaler needs", () => {
    const left = (autoscaler: "clusterAutoscaler" | "karpenter") =>
      interfaceEndpointIds.filter((id) => !interfaceEndpointsOf(autoscaler).includes(id));
    assert.deepEqual(left("clusterAutoscaler"), ["sqs"]);
    assert.deepEqual(left("karpenter"), ["autoscaling"]);
  });

  it("names the services as AWS does, in China some apart", () => {
    assert.equal(endpointServiceName(scope, "ecr.api"), "com.amazonaws.eu-central-1.ecr.api");
    assert.equal(endpointServiceName(scope, "s3"), "com.amazonaws.eu-central-1.s3");
    assert.equal(endpointServiceName(china, "sts"), "cn.com.amazonaws.cn-north-1.sts");
    assert.equal(endpointServiceName(china, "logs"), "com.amazonaws.cn-north-1.logs");
  });

  it("lets the account's principals alone through, but for tokens that become roles of the account", () => {
    for (const service of interfaceEndpointIds) {
      for (const { Sid, Condition, Action, Resource } of endpointPolicy(scope, service).Statement) {
        if (Sid === "TokensBecomeRolesOfTheAccount") {
          assert.equal(service, "sts");
          assert.equal(Action, "sts:AssumeRoleWithWebIdentity");
          assert.equal(Resource, "arn:aws:iam::123456789012:role/*");
        } else {
          assert.equal(Condition?.["StringEquals"]?.["aws:PrincipalAccount"], "123456789012");
        }
      }
    }
  });

  it("keeps secrets, keys, queues and logs inside the account", () => {
    for (const service of ["kms", "logs", "secretsmanager", "sqs"] as const) {
      const [statement, ...others] = endpointPolicy(scope, service).Statement;
      assert.equal(statement?.Condition?.["StringEquals"]?.["aws:ResourceAccount"], "123456789012");
      assert.deepEqual(others, []);
    }
  });

  it("lets nodes pull images of other accounts, and push to none", () => {
    for (const service of ["ecr.api", "ecr.dkr"] as const) {
      const elsewhere = endpointPolicy(scope, service).Statement.filter(
        ({ Condition }) => Condition?.["StringEquals"]?.["aws:ResourceAccount"] === undefined,
      );
      const actions = elsewhere.flatMap(({ Action }) => Action);
      assert.ok(actions.includes("ecr:BatchGetImage"));
      assert.ok(actions.every((action) => /^ecr:(Batch)?(Get|Check)/.test(action ?? "")));
    }
  });

  it("lets S3 be written in the account alone, and the layers of images be read by whoever asks", () => {
    const elsewhere = s3EndpointPolicy(china).Statement.filter(
      ({ Condition }) => Condition?.["StringEquals"]?.["aws:ResourceAccount"] === undefined,
    );
    assert.ok(
      elsewhere.flatMap(({ Action }) => Action).every((action) => /^s3:(Get|List)/.test(action ?? "")),
    );
    const open = elsewhere.filter(({ Condition }) => Condition === undefined);
    assert.deepEqual(
      open.map(({ Action, Resource }) => [Action, Resource]),
      [
        ["s3:GetObject", "arn:aws-cn:s3:::prod-cn-north-1-starport-layer-bucket/*"],
        ["s3:GetObject", "arn:aws-cn:s3:::prod-registry-k8s-io-*/*"],
      ],
    );
  });
});
