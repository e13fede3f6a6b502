import assert from "node:assert/strict";
import { PrivateBucket } from "../../../components/eks/bucket";
import type { PrivateBucketArgs } from "../../../components/eks/bucket";
import { bucketPolicy } from "../../../model/eks/buckets";
import { scope } from "../../helpers/eks-scope";
import { Registrations, valueOf } from "../../helpers/registrations";

const ENCRYPTION = "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration";
const LIFECYCLE = "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration";
const LOGGING = "aws:s3/bucketLogging:BucketLogging";

describe("components/eks/bucket", () => {
  const registered = new Registrations();

  async function create(change: Partial<PrivateBucketArgs> = {}): Promise<string> {
    await registered.start({ stack: "prod", preview: false });
    const policy = bucketPolicy(scope, "models");
    return valueOf(new PrivateBucket("one", { scope, bucketName: "models", policy, ...change }).bucketName);
  }

  it("has S3's own encryption, no log and no expiry where none is asked for", async () => {
    assert.equal(await create(), "id-of-one");
    assert.deepEqual(registered.get(ENCRYPTION, "one").inputs["rules"], [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
    assert.equal((registered.get(LIFECYCLE, "one").inputs["rules"] as unknown[]).length, 1);
    assert.ok(!registered.names().includes(`${LOGGING} one`));
  });

  it("takes a key, a place for logs and an expiry", async () => {
    await create({ keyArn: "key", accessLogs: "logs", expiry: { days: 3, prefix: "tmp/" } });
    assert.deepEqual(registered.get(ENCRYPTION, "one").inputs["rules"], [
      {
        applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: "key" },
        bucketKeyEnabled: true,
      },
    ]);
    const rules = registered.get(LIFECYCLE, "one").inputs["rules"] as { expiration?: object }[];
    assert.deepEqual(rules[1]?.expiration, { days: 3 });
    assert.equal(registered.get(LOGGING, "one").inputs["targetBucket"], "logs");
  });

  it("sets the lifecycle of versions once there are versions", async () => {
    await create();
    const { dependencies } = registered.get(LIFECYCLE, "one");
    assert.ok(dependencies.some((urn) => urn.endsWith("BucketVersioning::one")));
  });
});
