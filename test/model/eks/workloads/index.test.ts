import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { boundaryDocument } from "../../../../model/eks/boundary";
import { policyDocument } from "../../../../model/eks/policy-document";
import type { Statement } from "../../../../model/eks/policy-document";
import { roleName } from "../../../../model/eks/scope";
import { workloadIds } from "../../../../model/eks/workload-ids";
import { identityModeOf, workloads, workloadsOf } from "../../../../model/eks/workloads";
import { allowedActions, statementsFor, textsOf } from "../../../helpers/iam";
import { scope } from "../../../helpers/eks-scope";

/** Files that are no workload. */
const SHARED = ["access", "identity", "index", "trust"];

/** Actions that change nothing. */
const READS = /:(?:Describe|Get|List)/;

/** The longest scope: every limit must hold for it. */
const longest = { ...scope, name: "a".repeat(20), region: "ap-southeast-1", partition: "aws-us-gov" };

const all = Object.values(workloads);
const statementsOf = (id: keyof typeof workloads): readonly Statement[] => workloads[id].statements(scope);
const document = (id: keyof typeof workloads) => policyDocument(...statementsOf(id));

describe("model/eks/workloads", () => {
  it("has one file for each workload, and each by its id", () => {
    const folder = join(__dirname, "../../../../model/eks/workloads");
    const files = readdirSync(folder).map((file) => file.replace(/\.ts$/, ""));
    assert.deepEqual(files.filter((file) => !SHARED.includes(file)).sort(), [...workloadIds].sort());
    assert.deepEqual(
      Object.entries(workloads).map(([id, workload]) => [id, workload.id]),
      [...workloadIds.map((id) => [id, id])],
    );
  });

  it("lets cert-manager write the one record of a proof in the one zone, where a zone is named", () => {
    const gateway = {
      acme: { email: "a@example.org", environment: "production", hostedZoneId: "Z1" },
    } as const;
    const found = workloadsOf({ autoscaler: "karpenter", domain: "example.org", gateway });
    const statements = found.find(({ id }) => id === "cert-manager")?.statements(scope) ?? [];
    const [change] = statementsFor(
      policyDocument(...statements),
      "Allow",
      "route53:ChangeResourceRecordSets",
    );
    assert.equal(change?.Resource, "arn:aws:route53:::hostedzone/Z1");
    assert.deepEqual(change.Condition?.["ForAllValues:StringEquals"], {
      "route53:ChangeResourceRecordSetsNormalizedRecordNames": ["_acme-challenge.example.org"],
      "route53:ChangeResourceRecordSetsRecordTypes": ["TXT"],
    });
    const boundary = boundaryDocument(scope);
    for (const action of allowedActions(statements)) {
      assert.ok(statementsFor(boundary, "Allow", action).length > 0, action);
      assert.deepEqual(statementsFor(boundary, "Deny", action), [], action);
    }
  });

  it("gives no service account to two workloads", () => {
    const accounts = all.map(({ namespace, serviceAccount }) => `${namespace}/${serviceAccount}`);
    assert.deepEqual([...new Set(accounts)], accounts);
  });

  it("has the chosen autoscaler and not the other", () => {
    const ids = (autoscaler: "clusterAutoscaler" | "karpenter") =>
      workloadsOf({ autoscaler }).map(({ id }) => id);
    const without = (id: string) => workloadIds.filter((each) => each !== id && each !== "cert-manager");
    assert.deepEqual(ids("clusterAutoscaler"), without("karpenter"));
    assert.deepEqual(ids("karpenter"), without("cluster-autoscaler"));
  });

  it("gives each workload its role in one way", () => {
    fc.assert(
      fc.property(fc.subarray([...workloadIds]), (irsaWorkloads) => {
        for (const id of workloadIds) {
          const expected = irsaWorkloads.includes(id) ? "irsa" : "podIdentity";
          assert.equal(identityModeOf({ irsaWorkloads }, id), expected);
        }
      }),
    );
  });

  it("keeps within the limits of IAM with the longest names", () => {
    for (const { id, statements } of all) {
      // 10,240 characters for the policies in a role: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
      assert.ok(JSON.stringify(policyDocument(...statements(longest))).length <= 10_240, id);
      assert.ok(roleName(longest, id).length <= 64, id);
    }
  });

  it("keeps within the boundary: what a workload may, the boundary allows and does not deny", () => {
    const boundary = boundaryDocument(scope);
    for (const { id, statements } of all)
      for (const action of allowedActions(statements(scope))) {
        assert.ok(statementsFor(boundary, "Allow", action).length > 0, `${id}: ${action}`);
        const denied = statementsFor(boundary, "Deny", action);
        assert.deepEqual(denied, [], `${id}: ${action}`);
      }
  });

  it("writes to nothing that is not narrowed by an ARN or a condition", () => {
    for (const { id, statements } of all)
      for (const statement of statements(scope)) {
        if (!textsOf(statement.Resource).includes("*")) continue;
        const writes = textsOf(statement.Action).filter((action) => !READS.test(action));
        assert.deepEqual(writes, [], id);
      }
  });

  it("stays in the stack's account and region", () => {
    const other = { ...scope, accountId: "210987654321", region: "us-west-2", name: "other" };
    for (const { id, statements } of all) {
      const text = JSON.stringify(statements(other));
      for (const own of [scope.accountId, scope.region, scope.name]) assert.ok(!text.includes(own), id);
    }
  });

  it("names every key by its alias", () => {
    for (const { id, statements } of all)
      for (const statement of statements(scope)) {
        if (!textsOf(statement.Action).some((action) => action.startsWith("kms:"))) continue;
        const alias = statement.Condition?.["ForAnyValue:StringEquals"]?.["kms:ResourceAliases"];
        assert.match(String(alias), /^alias\/plinth-(?:database|ebs|s3|vault)$/, id);
        const isThrough = statement.Condition?.["StringEquals"]?.["kms:ViaService"] !== undefined;
        assert.equal(isThrough, id !== "vault", id);
      }
  });

  it("lets each use its own bucket alone", () => {
    for (const id of ["mlflow", "velero", "loki", "tempo"] as const) {
      const resources = statementsOf(id).flatMap(({ Resource }) => textsOf(Resource));
      const buckets = resources.filter((arn) => arn.includes(":s3:::"));
      const name = `arn:aws:s3:::plinth-123456789012-eu-central-1-${id}`;
      assert.deepEqual(buckets, [name, `${name}/*`]);
    }
  });

  it("lets services log in to the database as their own user of this stack", () => {
    for (const id of ["prefect", "mlflow", "router"] as const) {
      const [login] = statementsFor(document(id), "Allow", "rds-db:connect");
      assert.equal(login?.Resource, `arn:aws:rds-db:eu-central-1:123456789012:dbuser:*/plinth_${id}`);
    }
    const [connect] = statementsFor(document("router"), "Allow", "elasticache:Connect");
    assert.deepEqual(connect?.Resource, [
      "arn:aws:elasticache:eu-central-1:123456789012:replicationgroup:plinth-cache",
      "arn:aws:elasticache:eu-central-1:123456789012:user:plinth-router",
    ]);
  });

  it("lets the sign-on's job change the one user of the cache that has a password", () => {
    const [change] = statementsFor(document("authelia"), "Allow", "elasticache:ModifyUser");
    assert.equal(change?.Resource, "arn:aws:elasticache:eu-central-1:123456789012:user:plinth-authelia");
    assert.deepEqual(statementsFor(document("authelia"), "Allow", "rds-db:connect"), []);
  });

  it("lets Cluster Autoscaler change the cluster's scaling groups alone", () => {
    const changes = statementsOf("cluster-autoscaler").filter(({ Action }) =>
      textsOf(Action).some((action) => !READS.test(action)),
    );
    assert.equal(changes.length, 1);
    assert.deepEqual(changes[0]?.Condition, {
      StringEquals: { "aws:ResourceTag/k8s.io/cluster-autoscaler/plinth": "owned" },
    });
  });

  it("lets Karpenter pass the role of nodes alone, to EC2", () => {
    const [pass, ...others] = statementsFor(document("karpenter"), "Allow", "iam:PassRole");
    assert.deepEqual(others, []);
    assert.equal(pass?.Resource, "arn:aws:iam::123456789012:role/plinth-eu-central-1-node");
    assert.deepEqual(pass.Condition?.["StringEquals"], {
      "iam:PassedToService": ["ec2.amazonaws.com", "ec2.amazonaws.com.cn"],
    });
    const [queue] = statementsFor(document("karpenter"), "Allow", "sqs:ReceiveMessage");
    assert.equal(queue?.Resource, "arn:aws:sqs:eu-central-1:123456789012:plinth-interruptions");
  });

  it("lets External Secrets read what is under the stack's name alone", () => {
    assert.deepEqual(
      statementsOf("external-secrets").map(({ Resource }) => Resource),
      ["arn:aws:secretsmanager:eu-central-1:123456789012:secret:plinth/*"],
    );
  });

  it("lets the load balancer controller change what carries this cluster's name", () => {
    const deletes = statementsFor(
      document("load-balancer-controller"),
      "Allow",
      "elasticloadbalancing:DeleteLoadBalancer",
    );
    assert.deepEqual(
      deletes.map(({ Condition }) => Condition),
      [{ StringEquals: { "aws:ResourceTag/elbv2.k8s.aws/cluster": "plinth" } }],
    );
  });

  it("lets the EBS CSI driver delete what it made alone", () => {
    const [remove] = statementsFor(document("ebs-csi"), "Allow", "ec2:DeleteVolume");
    assert.deepEqual(remove?.Condition, {
      StringEquals: { "aws:ResourceTag/ebs.csi.aws.com/cluster": "true" },
    });
  });
});
