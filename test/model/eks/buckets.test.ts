import assert from "node:assert/strict";
import { accessLogsPolicy, bucketExpiry, bucketPolicy } from "../../../model/eks/buckets";
import { bucketIds } from "../../../model/eks/scope";
import { scope } from "../../helpers/eks-scope";

const LOGS = "arn:aws:s3:::plinth-123456789012-eu-central-1-access-logs";

describe("model/eks/buckets", () => {
  it("denies whoever comes without TLS, or with an old one, and allows nobody anything", () => {
    const denials = { Effect: "Deny", Principal: "*", Action: "s3:*" };
    const Resource = ["arn:aws:s3:::models", "arn:aws:s3:::models/*"];
    assert.deepEqual(bucketPolicy(scope, "models").Statement, [
      {
        Sid: "TlsOnly",
        ...denials,
        Resource,
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
      {
        Sid: "ModernTlsOnly",
        ...denials,
        Resource,
        Condition: { NumericLessThan: { "s3:TlsVersion": "1.2" } },
      },
    ]);
  });

  it("takes access logs of the stack's buckets", () => {
    const { Statement } = accessLogsPolicy(scope);
    assert.deepEqual(
      Statement.map(({ Effect }) => Effect),
      ["Deny", "Deny", "Allow"],
    );
    assert.deepEqual(Statement[2], {
      Sid: "AccessLogs",
      Effect: "Allow",
      Principal: { Service: "logging.s3.amazonaws.com" },
      Action: "s3:PutObject",
      Resource: `${LOGS}/*`,
      Condition: {
        StringEquals: { "aws:SourceAccount": "123456789012" },
        ArnLike: { "aws:SourceArn": "arn:aws:s3:::plinth-123456789012-eu-central-1-*" },
      },
    });
  });

  it("lets no model expire, and of Velero only what describes a backup", () => {
    assert.deepEqual(Object.keys(bucketExpiry), [...bucketIds]);
    assert.equal(bucketExpiry.mlflow, undefined);
    assert.equal(bucketExpiry.velero?.prefix, "backups/");
  });
});
