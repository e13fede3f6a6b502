import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Cache } from "../../../components/eks/cache";
import type { CacheArgs } from "../../../components/eks/cache";
import { scope } from "../../helpers/eks-scope";
import { Registrations, valueOf } from "../../helpers/registrations";

const GROUP = "aws:elasticache/replicationGroup:ReplicationGroup";
const LOGS = "aws:cloudwatch/logGroup:LogGroup";
const USER = "aws:elasticache/user:User";

const args: CacheArgs = {
  scope,
  settings: { nodeType: "cache.m7g.large", replicas: 2 },
  subnetIds: ["subnet-1", "subnet-2"],
  securityGroupId: "sg-data",
  keyArn: "key-database",
  logsKeyArn: "key-logs",
};

describe("components/eks/cache", () => {
  const registered = new Registrations();
  const group = () => registered.get(GROUP, "plinth-cache");

  async function create(change: Partial<CacheArgs> = {}) {
    const outputs = (type: string) =>
      type === GROUP ? { primaryEndpointAddress: "primary", readerEndpointAddress: "reader" } : {};
    await registered.start({ stack: "prod", preview: false, outputs });
    const { address, readerAddress, port, users } = new Cache("plinth", { ...args, ...change });
    return valueOf(pulumi.output({ address, readerAddress, port, users }));
  }

  it("makes the group of nodes with all that it needs, as its children", async () => {
    const made = await create();
    assert.deepEqual(registered.names(), [
      `${LOGS} plinth-cache-engine-log`,
      `${LOGS} plinth-cache-slow-log`,
      "aws:elasticache/parameterGroup:ParameterGroup plinth-cache",
      `${GROUP} plinth-cache`,
      "aws:elasticache/subnetGroup:SubnetGroup plinth-cache",
      `${USER} plinth-cache-authelia`,
      `${USER} plinth-cache-router`,
      "aws:elasticache/userGroup:UserGroup plinth-cache",
      "plinth:eks:Cache plinth",
    ]);
    assert.deepEqual(made, {
      address: "primary",
      readerAddress: "reader",
      port: 6379,
      users: { router: "plinth-router", authelia: "plinth-authelia" },
    });
    const children = registered.all().filter(({ type }) => type.startsWith("aws:"));
    assert.ok(children.every(({ parent }) => parent.endsWith("Cache::plinth")));
  });

  it("runs Valkey with a primary and the replicas, one of which takes over", async () => {
    await create();
    const { inputs } = group();
    assert.deepEqual([inputs["engine"], inputs["engineVersion"]], ["valkey", "8.2"]);
    assert.equal(inputs["nodeType"], "cache.m7g.large");
    assert.equal(inputs["numCacheClusters"], 3);
    assert.equal(inputs["automaticFailoverEnabled"], true);
    assert.equal(inputs["multiAzEnabled"], true);
    assert.deepEqual(inputs["securityGroupIds"], ["sg-data"]);
    const parameters = registered.get("aws:elasticache/parameterGroup:ParameterGroup", "plinth-cache");
    assert.equal(parameters.inputs["family"], "valkey8");
    assert.equal(inputs["parameterGroupName"], "plinth-cache-valkey8");
  });

  it("is encrypted at rest with the key, and on the way without exception", async () => {
    await create();
    const { inputs } = group();
    assert.deepEqual([inputs["atRestEncryptionEnabled"], inputs["kmsKeyId"]], [true, "key-database"]);
    assert.deepEqual(
      [inputs["transitEncryptionEnabled"], inputs["transitEncryptionMode"]],
      [true, "required"],
    );
  });

  it("lets users in by their role alone", async () => {
    await create();
    assert.deepEqual(registered.get(USER, "plinth-cache-router").inputs, {
      userId: "plinth-router",
      userName: "plinth-router",
      engine: "valkey",
      accessString: "on ~plinth:router:* &plinth:router:* +@all -@dangerous +info -select -move -client",
      authenticationMode: { type: "iam" },
    });
    const users = registered.get("aws:elasticache/userGroup:UserGroup", "plinth-cache");
    assert.deepEqual(users.inputs["userIds"], ["plinth-router", "plinth-authelia"]);
    assert.deepEqual(group().inputs["userGroupIds"], ["plinth-cache"]);
    assert.equal(group().inputs["authToken"], undefined);
  });

  it("has no password of the user that logs in by one, who sees the sign-on's keys alone", async () => {
    await create();
    const { inputs } = registered.get(USER, "plinth-cache-authelia");
    assert.deepEqual(
      [inputs["authenticationMode"], inputs["passwords"], inputs["accessString"]],
      [{ type: "iam" }, undefined, "on ~authelia-session* &* +@all -@dangerous +info"],
    );
  });

  it("delivers both logs to groups under the key of logs", async () => {
    await create();
    assert.deepEqual(registered.get(LOGS, "plinth-cache-slow-log").inputs, {
      name: "/aws/elasticache/plinth-cache/slow-log",
      kmsKeyId: "key-logs",
      retentionInDays: 365,
    });
    assert.deepEqual(
      group().inputs["logDeliveryConfigurations"],
      ["slow-log", "engine-log"].map((logType) => ({
        logType,
        logFormat: "json",
        destinationType: "cloudwatch-logs",
        destination: `/aws/elasticache/plinth-cache/${logType}`,
      })),
    );
  });

  it("keeps a last snapshot of a protected stack, and none of another", async () => {
    await create();
    assert.equal(group().inputs["finalSnapshotIdentifier"], "plinth-cache-final");
    assert.equal(group().inputs["snapshotRetentionLimit"], 7);
    await create({ scope: { ...scope, deletionProtection: false } });
    assert.equal(group().inputs["finalSnapshotIdentifier"], undefined);
  });
});
