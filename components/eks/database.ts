/** The Postgres of Prefect, MLflow and the router. */

import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { Role } from "@pulumi/aws/iam/role";
import { RolePolicyAttachment } from "@pulumi/aws/iam/rolePolicyAttachment";
import { Instance } from "@pulumi/aws/rds/instance";
import { ParameterGroup } from "@pulumi/aws/rds/parameterGroup";
import { SubnetGroup } from "@pulumi/aws/rds/subnetGroup";
import * as pulumi from "@pulumi/pulumi";
import type { DatabaseSettings } from "../../model/config/eks/schema";
import {
  databaseArnOf,
  databaseIdentifier,
  databaseLogs,
  databasesOf,
  LOG_DAYS,
  POSTGRES_MAJOR,
} from "../../model/eks/databases";
import type { DatabaseGrant } from "../../model/eks/databases";
import { policyDocument } from "../../model/eks/policy-document";
import { managedPolicyArn, roleName } from "../../model/eks/scope";
import type { Scope } from "../../model/eks/scope";

/** Arguments of `Database`. */
export interface DatabaseArgs {
  readonly scope: Scope;
  readonly settings: Readonly<ReturnType<typeof DatabaseSettings.parse>>;
  /** Subnets in two zones at least. */
  readonly vpcSubnetIds: readonly pulumi.Input<string>[];
  /** The group that lets the nodes in. */
  readonly securityGroupId: pulumi.Input<string>;
  /** The key of the storage, the backups and the master's password. */
  readonly keyArn: pulumi.Input<string>;
  /** The key of the logs. */
  readonly logsKeyArn: pulumi.Input<string>;
  readonly boundaryArn: pulumi.Input<string>;
}

const TYPE = "plinth:eks:Database";

/** Logins without TLS are refused; who came, what changed the schema, and what took more than a second is logged. */
const PARAMETERS: Readonly<Record<string, string>> = {
  "rds.force_ssl": "1",
  log_connections: "1",
  log_disconnections: "1",
  log_lock_waits: "1",
  log_min_duration_statement: "1000",
  log_statement: "ddl",
};

/** How often the operating system is measured. */
const MONITORING_SECONDS = 60;

/** Performance Insights without a charge: https://aws.amazon.com/rds/performance-insights/pricing/ */
const INSIGHTS_DAYS = 7;

/**
 * Storage grows by itself to this many times what the config says, before a full disk stops everything, and to no more
 * than RDS has: https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/CHAP_Storage.html
 *
 * RDS refuses a limit that is less than a tenth above the storage, so what is nearer to the most has none:
 * https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_PIOPS.Autoscaling.html
 */
const GROWTH = { times: 2, leastTimes: 1.1, mostGiB: 65_536 } as const;

/**
 * Postgres in the data subnets: encrypted, in two zones, backed up to any second, with roles of IAM as logins.
 *
 * RDS makes the master's password and keeps it in Secrets Manager; no program holds it. The databases and their users
 * are made inside of the instance by a job of the recipe `devtools`. Enhanced monitoring writes to the log group RDSOSMetrics,
 * which RDS makes for the whole account and which stays when the stack goes.
 *
 * @example
 * new Database("plinth", { scope, settings, vpcSubnetIds, securityGroupId, keyArn, logsKeyArn, boundaryArn });
 */
export class Database extends pulumi.ComponentResource {
  readonly address: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  /** ARN of the secret with the master's name and password, which RDS changes every seven days. */
  readonly secretArn: pulumi.Output<string>;
  /** The databases to make inside, and the users that own them. */
  readonly databases: readonly DatabaseGrant[];

  constructor(name: string, args: DatabaseArgs, options: pulumi.ComponentResourceOptions = {}) {
    super(TYPE, name, {}, options);
    const groups = {
      dbSubnetGroupName: this.createSubnetGroup(name, args).name,
      parameterGroupName: this.createParameterGroup(name, args.scope).name,
    };
    const monitoring = this.createMonitoringRole(name, args);
    const logGroups = this.createLogGroups(name, args);
    const instance = new Instance(
      `${name}-postgres`,
      { ...instanceOf(args), ...groups, ...monitoring.inputs },
      // RDS would make the log groups itself, without a key and for ever.
      {
        parent: this,
        protect: args.scope.deletionProtection,
        dependsOn: [...logGroups, monitoring.attachment],
      },
    );
    this.address = instance.address;
    this.port = instance.port;
    this.secretArn = instance.masterUserSecrets.apply((secrets) => secrets[0]?.secretArn ?? "");
    this.databases = databasesOf(args.scope);
    const { address, port, secretArn, databases } = this;
    this.registerOutputs({ address, port, secretArn, databases });
  }

  private createSubnetGroup(name: string, { scope, vpcSubnetIds }: DatabaseArgs): SubnetGroup {
    return new SubnetGroup(
      `${name}-postgres`,
      {
        name: databaseIdentifier(scope),
        description: `Postgres of ${scope.name}`,
        subnetIds: [...vpcSubnetIds],
      },
      { parent: this },
    );
  }

  /** The version is in its name: a group cannot change its family, and a new one must stand beside the old. */
  private createParameterGroup(name: string, scope: Scope): ParameterGroup {
    return new ParameterGroup(
      `${name}-postgres`,
      {
        name: `${databaseIdentifier(scope)}${POSTGRES_MAJOR}`,
        description: `Postgres ${POSTGRES_MAJOR} of ${scope.name}`,
        family: `postgres${POSTGRES_MAJOR}`,
        parameters: Object.entries(PARAMETERS).map(([key, value]) => ({ name: key, value })),
      },
      { parent: this },
    );
  }

  private createMonitoringRole(name: string, { scope, boundaryArn }: DatabaseArgs) {
    const role = new Role(
      `${name}-postgres-monitoring`,
      {
        name: roleName(scope, "postgres-monitoring"),
        description: `Lets RDS send measurements of the Postgres of ${scope.name}`,
        assumeRolePolicy: JSON.stringify(monitoringTrust(scope)),
        permissionsBoundary: boundaryArn,
      },
      { parent: this },
    );
    const attachment = new RolePolicyAttachment(
      `${name}-postgres-monitoring`,
      {
        role: role.name,
        policyArn: managedPolicyArn(scope, "service-role/AmazonRDSEnhancedMonitoringRole"),
      },
      { parent: this },
    );
    const inputs = { monitoringRoleArn: role.arn, monitoringInterval: MONITORING_SECONDS };
    return { attachment, inputs };
  }

  private createLogGroups(name: string, { scope, logsKeyArn }: DatabaseArgs): LogGroup[] {
    return databaseLogs.map(
      (log) =>
        new LogGroup(
          `${name}-${log}`,
          {
            name: `/aws/rds/instance/${databaseIdentifier(scope)}/${log}`,
            kmsKeyId: logsKeyArn,
            retentionInDays: LOG_DAYS,
          },
          { parent: this },
        ),
    );
  }
}

/** @see https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Monitoring.OS.Enabling.html */
function monitoringTrust(scope: Scope) {
  return policyDocument({
    Effect: "Allow",
    Principal: { Service: "monitoring.rds.amazonaws.com" },
    Action: "sts:AssumeRole",
    Condition: {
      StringEquals: { "aws:SourceAccount": scope.accountId },
      ArnEquals: { "aws:SourceArn": databaseArnOf(scope) },
    },
  });
}

function instanceOf({ scope, settings, keyArn, securityGroupId }: DatabaseArgs) {
  return {
    identifier: databaseIdentifier(scope),
    engine: "postgres",
    // The major version alone: RDS installs minor ones itself, and naming one would ask for a way back.
    engineVersion: POSTGRES_MAJOR,
    autoMinorVersionUpgrade: true,
    instanceClass: settings.instanceClass,
    storageType: "gp3",
    allocatedStorage: settings.storageGiB,
    ...growthOf(settings.storageGiB),
    multiAz: settings.multiAz,
    port: 5432,
    publiclyAccessible: false,
    vpcSecurityGroupIds: [securityGroupId],
    ...accessOf(keyArn),
    ...keepingOf(scope, settings.backupDays),
    performanceInsightsEnabled: true,
    performanceInsightsKmsKeyId: keyArn,
    performanceInsightsRetentionPeriod: INSIGHTS_DAYS,
    enabledCloudwatchLogsExports: [...databaseLogs],
    tags: { Name: databaseIdentifier(scope) },
  };
}

function growthOf(storageGiB: number): { maxAllocatedStorage?: number } {
  if (storageGiB * GROWTH.leastTimes > GROWTH.mostGiB) return {};
  return { maxAllocatedStorage: Math.min(storageGiB * GROWTH.times, GROWTH.mostGiB) };
}

function accessOf(keyArn: pulumi.Input<string>) {
  return {
    storageEncrypted: true,
    kmsKeyId: keyArn,
    username: "platform",
    manageMasterUserPassword: true,
    masterUserSecretKmsKeyId: keyArn,
    iamDatabaseAuthenticationEnabled: true,
  };
}

/** Backups before the maintenance, both while Europe and America are least awake; times are UTC. */
function keepingOf({ name, deletionProtection }: Scope, backupDays: number) {
  const end = deletionProtection
    ? { skipFinalSnapshot: false, finalSnapshotIdentifier: `${name}-postgres-final` }
    : { skipFinalSnapshot: true };
  return {
    backupRetentionPeriod: backupDays,
    backupWindow: "02:00-02:30",
    maintenanceWindow: "sun:03:00-sun:04:00",
    copyTagsToSnapshot: true,
    deletionProtection,
    deleteAutomatedBackups: !deletionProtection,
    ...end,
  };
}
