import assert from "node:assert/strict";
import { keyPolicy } from "../../../model/eks/key-policies";
import type { Statement } from "../../../model/eks/policy-document";
import { bucketArnOf, bucketIds, bucketName, keyPurposes } from "../../../model/eks/scope";
import type { KeyPurpose, Scope } from "../../../model/eks/scope";
import { scope as anyScope } from "../../helpers/eks-scope";

const scope: Scope = { ...anyScope, name: "ai" };

const ROOT = "arn:aws:iam::123456789012:root";
const list = (value: string | readonly string[] | undefined) =>
  value === undefined ? [] : typeof value === "string" ? [value] : [...value];

/** The statements on the use of a key: all but the first, which is administration. */
function useOf(purpose: KeyPurpose, of: Scope = scope): readonly Statement[] {
  return keyPolicy(of, purpose).Statement.slice(1);
}

function servicesOf(purpose: KeyPurpose, of: Scope = scope): string[] {
  const via = useOf(purpose, of).flatMap(({ Condition }) =>
    list(Condition?.["StringEquals"]?.["kms:ViaService"]),
  );
  return [...new Set(via)];
}

describe("model/eks/key-policies", () => {
  it("lets the account administer every key, change its policy, and use it by that statement for nothing", () => {
    const use = /^kms:(Decrypt|Encrypt|ReEncrypt|Generate|CreateGrant|Sign|Verify|Derive|\*)/;
    for (const purpose of keyPurposes) {
      const [first] = keyPolicy(scope, purpose).Statement;
      assert.deepEqual(first?.Principal, { AWS: ROOT });
      assert.equal(first.Condition, undefined);
      const actions = list(first.Action);
      assert.ok(actions.includes("kms:PutKeyPolicy"));
      assert.deepEqual(
        actions.filter((action) => use.test(action) || action.includes("*")),
        [],
      );
    }
  });

  it("lets nobody use a key without a condition, and never says all actions", () => {
    for (const purpose of keyPurposes) {
      for (const { Effect, Condition, Action } of useOf(purpose)) {
        assert.equal(Effect, "Allow");
        assert.ok(Condition !== undefined && Object.keys(Condition).length > 0);
        assert.ok(list(Action).every((action) => action !== "kms:*" && action !== "*"));
      }
    }
  });

  it("names the statements apart within a policy", () => {
    for (const purpose of keyPurposes) {
      const sids = keyPolicy(scope, purpose).Statement.map(({ Sid }) => Sid);
      assert.equal(new Set(sids).size, sids.length);
    }
  });

  it("ties each key to its services, in the region and the partition", () => {
    assert.deepEqual(servicesOf("ebs"), ["ec2.eu-central-1.amazonaws.com"]);
    assert.deepEqual(servicesOf("s3"), ["s3.eu-central-1.amazonaws.com"]);
    assert.deepEqual(servicesOf("ecr"), ["ecr.eu-central-1.amazonaws.com"]);
    assert.deepEqual(
      servicesOf("database"),
      ["rds", "elasticache", "secretsmanager"].map((service) => `${service}.eu-central-1.amazonaws.com`),
    );
    const china = { region: "cn-north-1", partition: "aws-cn", dnsSuffix: "amazonaws.com.cn" };
    assert.deepEqual(servicesOf("s3", { ...scope, ...china }), ["s3.cn-north-1.amazonaws.com.cn"]);
  });

  it("limits grants to resources of AWS, except where EKS and ECR cannot say so", () => {
    for (const purpose of keyPurposes) {
      const grants = useOf(purpose).filter(({ Action }) => list(Action).includes("kms:CreateGrant"));
      const free = grants.filter(
        ({ Condition }) => Condition?.["Bool"]?.["kms:GrantIsForAWSResource"] !== "true",
      );
      assert.equal(free.length, ["cluster", "ecr"].includes(purpose) ? 1 : 0, purpose);
      assert.ok(grants.every(({ Action }) => list(Action).length === 1));
    }
  });

  it("lets the service of logs use its key for log groups of the account", () => {
    const [statement, ...others] = useOf("logs");
    assert.deepEqual(statement?.Principal, { Service: "logs.eu-central-1.amazonaws.com" });
    assert.deepEqual(statement.Condition, {
      ArnLike: {
        "kms:EncryptionContext:aws:logs:arn": "arn:aws:logs:eu-central-1:123456789012:log-group:*",
      },
    });
    assert.deepEqual(others, []);
  });

  it("covers every bucket of the stack and no other", () => {
    const [statement] = useOf("s3");
    const pattern = list(statement?.Condition?.["ArnLike"]?.["kms:EncryptionContext:aws:s3:arn"]).join();
    assert.match(pattern, /-\*$/);
    const covered = (bucket: string) => bucketArnOf(scope, bucket).startsWith(pattern.slice(0, -1));
    assert.ok([...bucketIds, "access-logs" as const].every((id) => covered(bucketName(scope, id))));
    assert.ok(!covered(bucketName({ ...scope, name: "aj" }, "loki")));
  });

  it("gives the volumes' key to the service-linked roles, whether they exist yet or not", () => {
    const statements = useOf("ebs").filter(({ Principal }) => JSON.stringify(Principal) === '{"AWS":"*"}');
    assert.equal(statements.length, 2);
    for (const { Condition } of statements) {
      assert.deepEqual(list(Condition?.["ArnEquals"]?.["aws:PrincipalArn"]), [
        "arn:aws:iam::123456789012:role/aws-service-role/autoscaling.amazonaws.com/AWSServiceRoleForAutoScaling",
        "arn:aws:iam::123456789012:role/aws-service-role/spot.amazonaws.com/AWSServiceRoleForEC2Spot",
      ]);
      assert.equal(Condition?.["StringEquals"]?.["kms:CallerAccount"], "123456789012");
    }
  });

  it("gives the keys of the cluster and of Vault to their roles", () => {
    for (const purpose of ["cluster", "vault"] as const) {
      const role = `arn:aws:iam::123456789012:role/ai-eu-central-1-${purpose}`;
      const use = useOf(purpose).filter(({ Action }) => list(Action).includes("kms:Decrypt"));
      assert.deepEqual(
        use.map(({ Condition }) => Condition),
        [{ ArnEquals: { "aws:PrincipalArn": role } }],
      );
    }
  });
});
