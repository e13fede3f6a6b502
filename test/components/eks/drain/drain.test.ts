import assert from "node:assert/strict";
import { awsCloud } from "../../../../components/eks/drain/cloud";
import { drain } from "../../../../components/eks/drain/drain";
import type { DrainResult } from "../../../../components/eks/drain/drain";
import { failure } from "../../../helpers/failure";
import { Account } from "../../../helpers/aws/account";
import type { Thing } from "../../../helpers/aws/account";
import { AwsEndpoint, awsEnvironment } from "../../../helpers/aws/endpoint";
import type { AwsAnswers } from "../../../helpers/aws/endpoint";
import { ACCOUNT, balancer, CLUSTER, leftovers, others, REGION, VPC } from "../../../helpers/aws/leftovers";
import { withEnvironment } from "../../../helpers/environment";

describe("components/eks/drain/drain", () => {
  let account: Account;
  let endpoint: AwsEndpoint;
  let log: string[];

  const settle = async (
    things: readonly Thing[],
    { keepVolumes = false, extra = {}, owner = ACCOUNT, vpcId = VPC }: Partial<Options> = {},
  ): Promise<DrainResult> => {
    account = new Account({ id: VPC, owner }, things);
    endpoint = new AwsEndpoint({ ...account.answers(), ...extra });
    log = [];
    const url = await endpoint.start();
    const place = { name: CLUSTER, region: REGION, accountId: ACCOUNT, vpcId };
    let now = 0;
    try {
      return await withEnvironment(awsEnvironment(url), () =>
        drain(
          { ...place, keepVolumes, pollSeconds: 60 },
          {
            cloud: awsCloud(place),
            log: (line) => log.push(line),
            now: () => now,
            sleep: (ms) => {
              now += ms;
              return Promise.resolve();
            },
          },
        ),
      );
    } finally {
      await endpoint.stop();
    }
  };
  interface Options {
    readonly keepVolumes: boolean;
    readonly extra: AwsAnswers;
    readonly owner: string;
    readonly vpcId: string;
  }

  it("deletes everything that controllers of the cluster made, and nothing else", async () => {
    const { deleted, kept } = await settle([...others, ...leftovers]);
    assert.deepEqual([...account.things.keys()].sort(), others.map(({ id }) => id).sort());
    // The interface of the load balancer is AWS's to take away.
    assert.equal(deleted, leftovers.length - 1);
    assert.deepEqual(kept, []);
    assert.equal(account.deleted.includes("eni-3"), false);
  });

  it("deletes what holds another thing first: nodes, load balancers, groups, and disks at the end", async () => {
    await settle(leftovers);
    const kinds = account.deleted.map((id) => leftovers.find((one) => one.id === id)?.kind);
    const order = [...new Set(kinds)];
    assert.deepEqual(order, [
      "instance",
      "launchTemplate",
      "balancer",
      "targetGroup",
      "interface",
      "group",
      "volume",
    ]);
  });

  it("names each deletion in the log", async () => {
    await settle([balancer]);
    assert.deepEqual(log, [
      `Deleting the load balancer k8s-web (${balancer.id}).`,
      "Deleted 1 thing that controllers of demo had left.",
    ]);
  });

  it("takes a group out of the rules of others before it deletes it", async () => {
    await settle([
      { kind: "group", id: "sg-ours", vpcId: VPC, tags: { "elbv2.k8s.aws/cluster": CLUSTER } },
      {
        kind: "group",
        id: "sg-nodes",
        vpcId: VPC,
        tags: { ManagedBy: "pulumi" },
        names: ["sg-ours", "sg-third"],
      },
    ]);
    assert.deepEqual(account.deleted, ["sg-ours"]);
    assert.deepEqual(account.things.get("sg-nodes")?.names, ["sg-third"]);
  });

  it("asks again for what another thing still holds", async () => {
    await settle([
      {
        kind: "interface",
        id: "eni-a",
        vpcId: VPC,
        tags: { "cluster.k8s.amazonaws.com/name": CLUSTER },
        heldBy: ["eni-b"],
      },
      { kind: "interface", id: "eni-b", vpcId: VPC, tags: { "cluster.k8s.amazonaws.com/name": CLUSTER } },
    ]);
    assert.deepEqual(account.deleted, ["eni-b", "eni-a"]);
  });

  it("keeps volumes and names them where they are to be kept", async () => {
    const { kept } = await settle(leftovers, { keepVolumes: true });
    assert.deepEqual(kept.map(({ id }) => id).sort(), ["vol-1", "vol-2", "vol-3", "vol-4"]);
    assert.ok(
      log.some((line) => /^Kept the volume data \(vol-3\): plinth:deletionProtection is on/.test(line)),
    );
    assert.equal(endpoint.actions().includes("DeleteVolume"), false);
  });

  it("finds nothing the second time", async () => {
    assert.equal((await settle(others)).deleted, 0);
    assert.deepEqual(log, ["Controllers of demo had left nothing to delete."]);
  });

  it("refuses while the cluster runs", async () => {
    const running: Thing = {
      ...{ kind: "interface", id: "eni-plane", vpcId: VPC },
      ...{ status: "in-use", description: `Amazon EKS ${CLUSTER}` },
    };
    const error = await failure(settle([running, balancer]));
    assert.equal(error.code, "drain-refused");
    assert.deepEqual(log, ["Waiting until EKS has taken the control plane of demo out of vpc-0a1b2c."]);
    assert.match(
      error.message,
      /The cluster demo still runs in vpc-0a1b2c: .*eni-plane.*Nothing was deleted/,
    );
    assert.deepEqual(account.deleted, []);
  });

  it("refuses another account than the stack's, and a network that is not there", async () => {
    const other = await failure(settle([balancer], { owner: "210987654321" }));
    assert.equal(other.code, "aws-account");
    assert.match(other.message, /vpc-0a1b2c is in the account 210987654321, and the stack's is 123456789012/);
    assert.deepEqual(account.deleted, []);
    const absent = await failure(settle([balancer], { vpcId: "vpc-absent" }));
    assert.match(absent.message, /vpc-absent is not in eu-central-1/);
    assert.match(absent.fix, /pulumi state delete/);
  });

  it("ends in time, with what is left and why", async () => {
    const held: Thing = {
      ...{ kind: "interface", id: "eni-a", vpcId: VPC, heldBy: ["eni-endpoint"] },
      tags: { "cluster.k8s.amazonaws.com/name": CLUSTER },
    };
    const error = await failure(settle([held, ...others]));
    assert.equal(error.code, "drain-unfinished");
    assert.deepEqual(error.details, ["network interface eni-a: eni-a is held by eni-endpoint"]);
    assert.deepEqual(log, ["Waiting until AWS has deleted the network interface eni-a."]);
  });

  it("goes on where a load balancer goes while its tags are read", async () => {
    const second: Thing = { ...balancer, id: `${balancer.id}-2` };
    let looks = 0;
    const { deleted } = await settle([balancer, second], {
      extra: {
        "elasticloadbalancing:DescribeTags": (request) => {
          if (++looks === 2) account.things.delete(balancer.id);
          return account.answers()["elasticloadbalancing:DescribeTags"]?.(request) ?? { result: {} };
        },
      },
    });
    assert.equal(deleted, 2);
    assert.deepEqual([...account.things.keys()], []);
  });

  it("does not give the reason of an earlier refusal for what is going by now", async () => {
    const held: Thing = {
      ...{ kind: "interface", id: "eni-a", vpcId: VPC, heldBy: ["eni-b"] },
      tags: { "cluster.k8s.amazonaws.com/name": CLUSTER },
    };
    let asked = 0;
    const error = await failure(
      settle([held], {
        extra: {
          "ec2:DeleteNetworkInterface": () =>
            ++asked === 1 ? { status: 400, code: "DependencyViolation" } : { result: { return: true } },
        },
      }),
    );
    assert.deepEqual(error.details, ["network interface eni-a"]);
  });

  it("does not wait for a load balancer that is protected from deletion", async () => {
    const error = await failure(settle([{ ...balancer, refusal: "OperationNotPermitted" }]));
    assert.equal(error.code, "drain-unfinished");
    assert.match(error.details.join(), /is protected/);
    assert.equal(endpoint.actions().filter((action) => action === "DeleteLoadBalancer").length, 1);
  });

  it("asks again when AWS has no time", async () => {
    let refusals = 2;
    const { answers } = { answers: new Account({ id: VPC, owner: ACCOUNT }).answers() };
    const vpcs = answers["ec2:DescribeVpcs"];
    await settle([], {
      extra: {
        "ec2:DescribeVpcs": (request) =>
          refusals-- > 0
            ? { status: 503, code: "RequestLimitExceeded" }
            : (vpcs?.(request) ?? { result: {} }),
      },
    });
    assert.equal(endpoint.actions().filter((action) => action === "DescribeVpcs").length, 3);
  });

  it("names the action that the credentials lack", async () => {
    const denied = (code: string) => (): { status: number; code: string } => ({ status: 403, code });
    const ec2 = await failure(
      settle(leftovers, { extra: { "ec2:TerminateInstances": denied("UnauthorizedOperation") } }),
    );
    assert.equal(ec2.code, "aws-denied");
    assert.match(ec2.message, /call ec2:TerminateInstances\.$/);
    const elb = await failure(
      settle([balancer], { extra: { "elasticloadbalancing:DescribeTags": denied("AccessDenied") } }),
    );
    assert.match(elb.fix, /Allow the action elasticloadbalancing:DescribeTags to the role/);
  });
});
