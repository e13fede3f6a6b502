import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Buckets } from "../../../components/eks/buckets";
import { accessLogsPolicy, bucketPolicy } from "../../../model/eks/buckets";
import { bucketIds } from "../../../model/eks/scope";
import { scope } from "../../helpers/eks-scope";
import { Registrations, valueOf } from "../../helpers/registrations";

const KEY = "arn:aws:kms:eu-central-1:123456789012:key/s3";
const PARTS = [
  "aws:s3/bucket:Bucket",
  "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration",
  "aws:s3/bucketOwnershipControls:BucketOwnershipControls",
  "aws:s3/bucketPolicy:BucketPolicy",
  "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock",
  "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration",
  "aws:s3/bucketVersioning:BucketVersioning",
];
const [
  BUCKET = "",
  LIFECYCLE = "",
  OWNERSHIP = "",
  POLICY = "",
  BLOCK = "",
  ENCRYPTION = "",
  VERSIONING = "",
] = PARTS;
const LOGGING = "aws:s3/bucketLogging:BucketLogging";
const LOGS = "plinth-123456789012-eu-central-1-access-logs";

describe("components/eks/buckets", () => {
  const registered = new Registrations();
  const inputsOf = (type: string, id: string) => registered.get(type, `plinth-${id}`).inputs;

  async function create(deletionProtection = true) {
    await registered.start({ stack: "prod", preview: false });
    const { names, accessLogsName } = new Buckets("plinth", {
      scope: { ...scope, deletionProtection },
      keyArn: KEY,
    });
    return valueOf(pulumi.output({ names, accessLogsName }));
  }

  it("makes a bucket with all that guards it for each service, and one for the logs of their use", async () => {
    const { names, accessLogsName } = await create();
    const expected = [...bucketIds, "access-logs"].flatMap((id) => [
      `plinth:eks:PrivateBucket plinth-${id}`,
      ...PARTS.map((type) => `${type} plinth-${id}`),
    ]);
    const logging = bucketIds.map((id) => `${LOGGING} plinth-${id}`);
    assert.deepEqual(registered.names(), [...expected, ...logging, "plinth:eks:Buckets plinth"].sort());
    assert.deepEqual(Object.keys(names), [...bucketIds]);
    assert.equal(names.loki, "id-of-plinth-loki");
    assert.equal(accessLogsName, "id-of-plinth-access-logs");
  });

  it("makes each part a child of its bucket's component, and joins it by the bucket's id", async () => {
    await create();
    for (const { type, name, parent, inputs } of registered.all()) {
      if (type === "plinth:eks:Buckets") continue;
      const own = type === "plinth:eks:PrivateBucket";
      assert.ok(parent.endsWith(own ? "Buckets::plinth" : `PrivateBucket::${name}`), parent);
      if (!own && type !== BUCKET) assert.equal(inputs["bucket"], `id-of-${name}`, type);
    }
  });

  it("closes each bucket to the public and to ACLs, and keeps versions", async () => {
    await create();
    for (const id of [...bucketIds, "access-logs"]) {
      const block = inputsOf(BLOCK, id);
      for (const key of ["blockPublicAcls", "blockPublicPolicy", "ignorePublicAcls", "restrictPublicBuckets"])
        assert.equal(block[key], true, key);
      assert.deepEqual(inputsOf(OWNERSHIP, id)["rule"], { objectOwnership: "BucketOwnerEnforced" });
      assert.deepEqual(inputsOf(VERSIONING, id)["versioningConfiguration"], { status: "Enabled" });
    }
  });

  it("encrypts with the key, but for the access logs, whose delivery supports none", async () => {
    await create();
    for (const id of bucketIds)
      assert.deepEqual(inputsOf(ENCRYPTION, id)["rules"], [
        {
          applyServerSideEncryptionByDefault: { sseAlgorithm: "aws:kms", kmsMasterKeyId: KEY },
          bucketKeyEnabled: true,
        },
      ]);
    assert.deepEqual(inputsOf(ENCRYPTION, "access-logs")["rules"], [
      { applyServerSideEncryptionByDefault: { sseAlgorithm: "AES256" } },
    ]);
  });

  it("gives each bucket its policy, once it is closed", async () => {
    await create();
    const name = "plinth-123456789012-eu-central-1-loki";
    assert.equal(inputsOf(BUCKET, "loki")["bucket"], name);
    assert.deepEqual(JSON.parse(inputsOf(POLICY, "loki")["policy"] as string), bucketPolicy(scope, name));
    assert.deepEqual(
      JSON.parse(inputsOf(POLICY, "access-logs")["policy"] as string),
      accessLogsPolicy(scope),
    );
    const { dependencies } = registered.get(POLICY, "plinth-loki");
    assert.ok(dependencies.some((urn) => urn.endsWith("BucketPublicAccessBlock::plinth-loki")));
  });

  it("logs who uses a bucket, under the bucket's own name", async () => {
    await create();
    const { targetBucket, targetPrefix } = inputsOf(LOGGING, "tempo");
    assert.deepEqual([targetBucket, targetPrefix], ["id-of-plinth-access-logs", "plinth-tempo/"]);
    assert.equal(inputsOf(BUCKET, "access-logs")["bucket"], LOGS);
  });

  it("cleans up in each bucket, and lets objects expire where nobody wants them for ever", async () => {
    await create();
    const rules = (id: string) =>
      inputsOf(LIFECYCLE, id)["rules"] as { id: string; filter: object; expiration?: object }[];
    const [cleanUp, expire] = rules("velero");
    assert.deepEqual(cleanUp, {
      id: "clean-up",
      status: "Enabled",
      filter: { prefix: "" },
      noncurrentVersionExpiration: { noncurrentDays: 30 },
      abortIncompleteMultipartUpload: { daysAfterInitiation: 7 },
    });
    assert.deepEqual(expire, {
      id: "expire",
      status: "Enabled",
      filter: { prefix: "backups/" },
      expiration: { days: 400 },
    });
    assert.deepEqual(rules("loki")[1]?.filter, { prefix: "" });
    assert.deepEqual(rules("access-logs")[1]?.expiration, { days: 365 });
    assert.equal(rules("mlflow").length, 1);
  });

  it("deletes objects with a bucket only where the stack is not protected", async () => {
    await create();
    assert.equal(inputsOf(BUCKET, "mlflow")["forceDestroy"], false);
    await create(false);
    assert.equal(inputsOf(BUCKET, "mlflow")["forceDestroy"], true);
  });
});
