import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Database } from "../../../components/eks/database";
import type { DatabaseArgs } from "../../../components/eks/database";
import { databasesOf } from "../../../model/eks/databases";
import { scope } from "../../helpers/eks-scope";
import { Registrations, valueOf } from "../../helpers/registrations";

const INSTANCE = "aws:rds/instance:Instance";
const LOGS = "aws:cloudwatch/logGroup:LogGroup";
const ROLE = "aws:iam/role:Role";

const args: DatabaseArgs = {
  scope,
  settings: { instanceClass: "db.m7g.large", storageGiB: 80, multiAz: true, backupDays: 14 },
  vpcSubnetIds: ["subnet-1", "subnet-2"],
  securityGroupId: "sg-data",
  keyArn: "key-database",
  logsKeyArn: "key-logs",
  boundaryArn: "boundary",
};

describe("components/eks/database", () => {
  const registered = new Registrations();
  const instance = () => registered.get(INSTANCE, "plinth-postgres");

  async function create(change: Partial<DatabaseArgs> = {}, secrets: object[] = [{ secretArn: "secret" }]) {
    const outputs = (type: string) =>
      type === INSTANCE ? { address: "postgres.example", masterUserSecrets: secrets } : {};
    await registered.start({ stack: "prod", preview: false, outputs });
    const { address, port, secretArn, databases } = new Database("plinth", { ...args, ...change });
    return valueOf(pulumi.output({ address, port, secretArn, databases }));
  }

  it("makes the instance with all that it needs, as its children", async () => {
    const made = await create();
    assert.deepEqual(registered.names(), [
      `${LOGS} plinth-iam-db-auth-error`,
      `${LOGS} plinth-postgresql`,
      `${LOGS} plinth-upgrade`,
      `${ROLE} plinth-postgres-monitoring`,
      "aws:iam/rolePolicyAttachment:RolePolicyAttachment plinth-postgres-monitoring",
      `${INSTANCE} plinth-postgres`,
      "aws:rds/parameterGroup:ParameterGroup plinth-postgres",
      "aws:rds/subnetGroup:SubnetGroup plinth-postgres",
      "plinth:eks:Database plinth",
    ]);
    assert.deepEqual(made, {
      address: "postgres.example",
      port: 5432,
      secretArn: "secret",
      databases: databasesOf(scope),
    });
    const children = registered.all().filter(({ type }) => type.startsWith("aws:"));
    assert.ok(children.every(({ parent }) => parent.endsWith("Database::plinth")));
  });

  it("has no secret to name before RDS has made it", async () => {
    assert.equal((await create({}, [])).secretArn, "");
  });

  it("takes the settings, and lets the storage grow", async () => {
    await create();
    const { inputs } = instance();
    assert.equal(inputs["engine"], "postgres");
    assert.equal(inputs["engineVersion"], "17");
    assert.equal(inputs["autoMinorVersionUpgrade"], true);
    assert.equal(inputs["instanceClass"], "db.m7g.large");
    assert.equal(inputs["multiAz"], true);
    assert.equal(inputs["storageType"], "gp3");
    assert.deepEqual([inputs["allocatedStorage"], inputs["maxAllocatedStorage"]], [80, 160]);
    assert.equal(inputs["backupRetentionPeriod"], 14);
    assert.deepEqual(inputs["tags"], { Name: "plinth-postgres" });
    await create({ settings: { ...args.settings, storageGiB: 50_000 } });
    assert.equal(instance().inputs["maxAllocatedStorage"], 65_536);
    await create({ settings: { ...args.settings, storageGiB: 65_000 } });
    assert.equal(instance().inputs["maxAllocatedStorage"], undefined);
  });

  it("is private and encrypted, and its password is nobody's", async () => {
    await create();
    const { inputs } = instance();
    assert.equal(inputs["publiclyAccessible"], false);
    assert.deepEqual(inputs["vpcSecurityGroupIds"], ["sg-data"]);
    assert.equal(inputs["storageEncrypted"], true);
    for (const key of ["kmsKeyId", "masterUserSecretKmsKeyId", "performanceInsightsKmsKeyId"])
      assert.equal(inputs[key], "key-database", key);
    assert.equal(inputs["manageMasterUserPassword"], true);
    assert.equal(inputs["password"], undefined);
    assert.equal(inputs["iamDatabaseAuthenticationEnabled"], true);
    const groups = registered.get("aws:rds/subnetGroup:SubnetGroup", "plinth-postgres");
    assert.deepEqual(groups.inputs["subnetIds"], ["subnet-1", "subnet-2"]);
  });

  it("refuses logins without TLS", async () => {
    await create();
    const { inputs } = registered.get("aws:rds/parameterGroup:ParameterGroup", "plinth-postgres");
    assert.equal(inputs["family"], "postgres17");
    const parameters = inputs["parameters"] as { name: string; value: string }[];
    assert.deepEqual(parameters.find(({ name }) => name === "rds.force_ssl")?.value, "1");
    assert.equal(instance().inputs["parameterGroupName"], "plinth-postgres17");
  });

  it("writes its logs to groups that are there before it", async () => {
    await create();
    assert.deepEqual(registered.get(LOGS, "plinth-postgresql").inputs, {
      name: "/aws/rds/instance/plinth-postgres/postgresql",
      kmsKeyId: "key-logs",
      retentionInDays: 365,
    });
    const logs = ["postgresql", "upgrade", "iam-db-auth-error"];
    assert.deepEqual(instance().inputs["enabledCloudwatchLogsExports"], logs);
    for (const log of logs)
      assert.ok(
        instance().dependencies.some((urn) => urn.endsWith(`LogGroup::plinth-${log}`)),
        log,
      );
  });

  it("is measured by a role within the boundary, for this instance alone", async () => {
    await create();
    const { inputs } = registered.get(ROLE, "plinth-postgres-monitoring");
    assert.equal(inputs["permissionsBoundary"], "boundary");
    assert.deepEqual(
      (JSON.parse(inputs["assumeRolePolicy"] as string) as { Statement: unknown[] }).Statement,
      [
        {
          Effect: "Allow",
          Principal: { Service: "monitoring.rds.amazonaws.com" },
          Action: "sts:AssumeRole",
          Condition: {
            StringEquals: { "aws:SourceAccount": "123456789012" },
            ArnEquals: { "aws:SourceArn": "arn:aws:rds:eu-central-1:123456789012:db:plinth-postgres" },
          },
        },
      ],
    );
    assert.equal(instance().inputs["monitoringInterval"], 60);
  });

  it("keeps a last snapshot and the backups of a protected stack, and nothing of another", async () => {
    await create();
    const keeping = ["deletionProtection", "skipFinalSnapshot", "deleteAutomatedBackups"];
    const kept = () => keeping.map((key) => instance().inputs[key]);
    assert.deepEqual(kept(), [true, false, false]);
    assert.equal(instance().inputs["finalSnapshotIdentifier"], "plinth-postgres-final");
    await create({ scope: { ...scope, deletionProtection: false } });
    assert.deepEqual(kept(), [false, true, true]);
    assert.equal(instance().inputs["finalSnapshotIdentifier"], undefined);
  });
});
