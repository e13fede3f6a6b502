import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { verifyTeardown } from "../../../automation/teardown";
import type { TeardownResult } from "../../../automation/teardown";
import { failure } from "../../helpers/failure";
import { AwsEndpoint, awsEnvironment } from "../../helpers/aws/endpoint";
import type { AwsAnswers } from "../../helpers/aws/endpoint";
import { remainsAnswers } from "../../helpers/aws/remains";
import type { Remains } from "../../helpers/aws/remains";
import { eksConfig } from "../../helpers/configs";
import { withEnvironment } from "../../helpers/environment";

const ARN = "arn:aws";
const PLACE = "eu-central-1:123456789012";
const ours = { Stack: "prod", Repository: "example/plinth", ManagedBy: "pulumi" };

describe("automation/teardown", () => {
  let root: string;
  let endpoint: AwsEndpoint;

  before(() => {
    root = mkdtempSync(join(tmpdir(), "plinth-teardown-"));
    const keys = Object.entries(eksConfig({ name: "demo" })).map(([key, value]) => [`plinth:${key}`, value]);
    writeFileSync(join(root, "Pulumi.prod.yaml"), stringify({ config: Object.fromEntries(keys) as object }));
    writeFileSync(join(root, "Pulumi.dev.yaml"), stringify({ config: { "plinth:target": "compose" } }));
  });

  after(() => rmSync(root, { recursive: true }));

  const verify = async (
    remains: Remains,
    { extra = {}, environment = {}, stack = "prod" }: Partial<Options> = {},
  ): Promise<TeardownResult> => {
    endpoint = new AwsEndpoint({ ...remainsAnswers(remains), ...extra });
    const variables = { ...awsEnvironment(await endpoint.start()), ...environment };
    try {
      return await withEnvironment(variables, () => verifyTeardown(stack, { root }));
    } finally {
      await endpoint.stop();
    }
  };
  interface Options {
    readonly extra: AwsAnswers;
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly stack: string;
  }
  const arns = ({ left }: TeardownResult): string[] => left.map(({ arn }) => arn);

  it("finds nothing where nothing is left", async () => {
    const result = await verify({});
    assert.deepEqual(result, {
      ...{ stack: "prod", accountId: "123456789012", region: "eu-central-1", left: [], pending: [] },
    });
  });

  it("finds what carries the platform's tags, on every page of the search, and nobody else's", async () => {
    const buckets = ["a", "b", "c", "d", "e"].map((id) => `${ARN}:s3:::demo-${id}`);
    const tagged = Object.fromEntries(buckets.map((arn) => [arn, ours]));
    const other = {
      [`${ARN}:s3:::other`]: { ...ours, Stack: "dev" },
      [`${ARN}:s3:::two`]: { Stack: "prod" },
    };
    assert.deepEqual(arns(await verify({ tagged: { ...tagged, ...other } })), buckets);
  });

  it("finds what controllers and EKS tagged", async () => {
    const tagged = {
      [`${ARN}:ec2:${PLACE}:volume/vol-1`]: { "ebs.csi.aws.com/cluster-name": "demo" },
      [`${ARN}:ec2:${PLACE}:security-group/sg-1`]: { "kubernetes.io/cluster/demo": "owned" },
      [`${ARN}:elasticloadbalancing:${PLACE}:loadbalancer/net/web/1`]: { "elbv2.k8s.aws/cluster": "demo" },
      [`${ARN}:ec2:${PLACE}:volume/vol-2`]: { "ebs.csi.aws.com/cluster-name": "other" },
      [`${ARN}:ec2:${PLACE}:instance/i-1`]: { "aws:eks:cluster-name": "demo" },
    };
    const balancer = `${ARN}:elasticloadbalancing:${PLACE}:loadbalancer/net/web/1`;
    const { left } = await verify({ tagged, present: ["vol-1", "sg-1", "i-1"], balancing: [balancer] });
    assert.deepEqual(left.map(({ what }) => what).sort(), [
      "instance",
      "load balancer",
      "security group",
      "volume",
    ]);
    const volume = left.find(({ what }) => what === "volume");
    assert.match(volume?.why ?? "", /plinth:deletionProtection/);
    assert.equal(volume?.remove, "aws ec2 delete-volume --region eu-central-1 --volume-id vol-1");
  });

  it("drops what the search still lists and is gone", async () => {
    const ids = [
      "volume/vol-gone",
      "instance/i-ended",
      "instance/i-runs",
      "natgateway/nat-ended",
      "vpc/vpc-1",
    ];
    const target = `${ARN}:elasticloadbalancing:${PLACE}:targetgroup/web/1`;
    const tagged = Object.fromEntries(
      [...ids.map((id) => `${ARN}:ec2:${PLACE}:${id}`), target].map((arn) => [arn, ours]),
    );
    const present = ["i-ended", "i-runs", "nat-ended", "vpc-1"];
    const result = await verify({ tagged, present, ended: ["i-ended", "nat-ended"] });
    assert.deepEqual(arns(result), [`${ARN}:ec2:${PLACE}:instance/i-runs`, `${ARN}:ec2:${PLACE}:vpc/vpc-1`]);
  });

  it("tells keys that wait for their deletion from those that stay, and drops those that are gone", async () => {
    const key = (id: string): string => `${ARN}:kms:${PLACE}:key/${id}`;
    const tagged = { [key("waits")]: ours, [key("stays")]: ours, [key("gone")]: ours };
    const keys = {
      [key("waits")]: { KeyState: "PendingDeletion", DeletionDate: Date.UTC(2026, 11, 24) / 1000 },
      [key("stays")]: { KeyState: "Enabled" },
    };
    const { left, pending } = await verify({ tagged, keys });
    assert.deepEqual(
      left.map(({ arn }) => arn),
      [key("stays")],
    );
    assert.deepEqual(
      pending.map(({ arn, why, remove }) => [arn, why, remove]),
      [[key("waits"), "It waits for its deletion on 2026-12-24.", ""]],
    );
  });

  it("finds by name what services made without tags: log groups, snapshots, the control plane's interfaces", async () => {
    const snapshot = (id: string): string => `${ARN}:rds:${PLACE}:snapshot:${id}`;
    const { left } = await verify({
      logGroups: ["/aws/eks/demo/cluster", "/aws/eks/demo/a", "/aws/eks/demo/b"],
      snapshots: {
        [snapshot("demo-postgres-final")]: "demo-postgres",
        [snapshot("other-final")]: "other-postgres",
        [snapshot("by-hand")]: "demo-postgres",
      },
      interfaces: ["eni-1"],
    });
    assert.deepEqual(
      left.map(({ arn }) => arn.split(PLACE)[1]),
      [
        ":network-interface/eni-1",
        ":log-group:/aws/eks/demo/a",
        ":log-group:/aws/eks/demo/b",
        ":log-group:/aws/eks/demo/cluster",
        ":snapshot:by-hand",
        ":snapshot:demo-postgres-final",
      ],
    );
    assert.equal(
      left.at(-1)?.remove,
      "aws rds delete-db-snapshot --region eu-central-1 --db-snapshot-identifier demo-postgres-final",
    );
  });

  it("leaves alone what is of a stack whose name begins with this one's", async () => {
    const { left } = await verify({
      logGroups: ["/aws/eks/demo-2/cluster", "/aws/rds/instance/demo-2-postgres/postgresql"],
      snapshots: { [`${ARN}:rds:${PLACE}:snapshot:demo-2-postgres-final`]: "demo-2-postgres" },
    });
    assert.deepEqual(left, []);
  });

  it("drops instances that have ended, however many there are", async () => {
    const ended = Array.from({ length: 230 }, (_, index) => `i-${index}`);
    const tagged = Object.fromEntries(
      [...ended, "i-runs"].map((id) => [`${ARN}:ec2:${PLACE}:instance/${id}`, ours]),
    );
    const result = await verify({ tagged, present: [...ended, "i-runs"], ended });
    assert.deepEqual(arns(result), [`${ARN}:ec2:${PLACE}:instance/i-runs`]);
  });

  it("finds roles by name and tells them by their tags, as one stack's name may begin another's", async () => {
    const roles = {
      "demo-eu-central-1-nodes": ours,
      "demo-2-eu-central-1-nodes": { ...ours, Stack: "second" },
      "demo-by-hand": {},
      somebody: ours,
    };
    assert.deepEqual(arns(await verify({ roles })), [
      `${ARN}:iam::123456789012:role/demo-eu-central-1-nodes`,
    ]);
  });

  it("goes on where a role is deleted while it looks", async () => {
    const extra = { "iam:ListRoleTags": () => ({ status: 404, code: "NoSuchEntity" }) };
    assert.deepEqual(arns(await verify({ roles: { "demo-eu-central-1-nodes": ours } }, { extra })), []);
  });

  it("asks another region for what there is once for all, and takes nothing else from it", async () => {
    const policy = `${ARN}:iam::123456789012:policy/demo-boundary`;
    const global = { [policy]: ours, [`${ARN}:s3:::demo-us`]: ours };
    assert.deepEqual(arns(await verify({ global })), [policy]);
    const regions = endpoint.requests
      .filter(({ action }) => action === "GetResources")
      .map(({ region }) => region);
    assert.deepEqual([...new Set(regions)], ["eu-central-1", "us-east-1"]);
  });

  it("finds instance profiles that Karpenter made for this region's cluster", async () => {
    const profile = (id: string): string => `${ARN}:iam::123456789012:instance-profile/${id}`;
    const tags = { "kubernetes.io/cluster/demo": "owned" };
    const global = {
      [profile("here")]: { ...tags, "topology.kubernetes.io/region": "eu-central-1" },
      [profile("there")]: { ...tags, "topology.kubernetes.io/region": "us-west-2" },
    };
    assert.deepEqual(arns(await verify({ global })), [profile("here")]);
  });

  it("refuses credentials of another account, before it looks for anything", async () => {
    const error = await failure(verify({ account: "210987654321" }));
    assert.equal(error.code, "aws-account");
    assert.equal(error.exitCode, 3);
    assert.match(error.message, /for the AWS account 210987654321, and the stack prod is in 123456789012/);
    assert.deepEqual(endpoint.actions(), ["GetCallerIdentity"]);
  });

  it("says which action is to be allowed", async () => {
    const denied = { "iam:ListRoles": () => ({ status: 403, code: "AccessDenied", message: "no" }) };
    const error = await failure(verify({}, { extra: denied }));
    assert.equal(error.exitCode, 3);
    assert.match(error.message, /call iam:ListRoles\./);
    const tagging = { "tagging:GetResources": () => ({ status: 400, code: "AccessDeniedException" }) };
    assert.match((await failure(verify({}, { extra: tagging }))).fix, /Allow the action tag:GetResources/);
  });

  it("says that there are no credentials, or that they have expired", async () => {
    const none = { AWS_ACCESS_KEY_ID: undefined, AWS_SECRET_ACCESS_KEY: undefined };
    const error = await failure(verify({}, { environment: none }));
    assert.equal(error.code, "aws-credentials");
    assert.equal(error.exitCode, 3);
    const expired = { "sts:GetCallerIdentity": () => ({ status: 403, code: "ExpiredToken" }) };
    assert.equal((await failure(verify({}, { extra: expired }))).code, "aws-credentials");
  });

  it("says that AWS does not answer", async () => {
    const closed = new AwsEndpoint({});
    const AWS_ENDPOINT_URL = await closed.start();
    await closed.stop();
    const error = await failure(verify({}, { environment: { AWS_ENDPOINT_URL } }));
    assert.equal(error.code, "aws-unreachable");
    assert.match(error.message, /does not answer to sts:GetCallerIdentity/);
  });

  it("asks again when AWS has no time", async () => {
    let busy = 2;
    const answer = remainsAnswers({})["sts:GetCallerIdentity"];
    await verify(
      {},
      {
        extra: {
          "sts:GetCallerIdentity": (request) =>
            busy-- > 0 ? { status: 400, code: "Throttling" } : (answer?.(request) ?? { result: {} }),
        },
      },
    );
    assert.equal(endpoint.actions().filter((action) => action === "GetCallerIdentity").length, 3);
  });

  it("refuses a stack that is not there, and one of another target, without asking AWS", async () => {
    assert.equal((await failure(verify({}, { stack: "nope" }))).exitCode, 2);
    assert.deepEqual(endpoint.requests, []);
    const compose = await failure(verify({}, { stack: "dev" }));
    assert.equal(compose.code, "target-unavailable");
    assert.match(compose.message, /dev has plinth:target compose/);
  });
});
