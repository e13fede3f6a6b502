/** The Valkey of the router and the services. */

import { LogGroup } from "@pulumi/aws/cloudwatch/logGroup";
import { ParameterGroup } from "@pulumi/aws/elasticache/parameterGroup";
import { ReplicationGroup } from "@pulumi/aws/elasticache/replicationGroup";
import { SubnetGroup } from "@pulumi/aws/elasticache/subnetGroup";
import { User } from "@pulumi/aws/elasticache/user";
import { UserGroup } from "@pulumi/aws/elasticache/userGroup";
import * as pulumi from "@pulumi/pulumi";
import type { CacheSettings } from "../../model/config/eks/schema";
import {
  CACHE_PORT,
  cacheAccess,
  cacheIdentifier,
  cacheUser,
  cacheUserIds,
  LOG_DAYS,
  passwordCacheUsers,
  VALKEY_VERSION,
} from "../../model/eks/databases";
import type { CacheUserId } from "../../model/eks/databases";
import type { Scope } from "../../model/eks/scope";

/** Arguments of `Cache`. */
export interface CacheArgs {
  readonly scope: Scope;
  readonly settings: Readonly<ReturnType<typeof CacheSettings.parse>>;
  /** Subnets in two zones at least. */
  readonly subnetIds: readonly pulumi.Input<string>[];
  /** The group that lets the nodes in. */
  readonly securityGroupId: pulumi.Input<string>;
  /** The key of what is stored, and of the snapshots. */
  readonly keyArn: pulumi.Input<string>;
  /** The key of the logs. */
  readonly logsKeyArn: pulumi.Input<string>;
}

const TYPE = "plinth:eks:Cache";

/** The logs that Valkey has. */
const LOGS = ["slow-log", "engine-log"] as const;

/** Days that a daily snapshot is kept. */
const SNAPSHOT_DAYS = 7;

/**
 * Valkey in the data subnets: encrypted at rest and on the way, a replica in another zone that takes over, and users
 * that log in with their role, or with a password that is made in the cluster. There is no user that needs neither.
 *
 * ElastiCache has no protection from deletion; a protected stack leaves a last snapshot behind.
 *
 * @example
 * new Cache("plinth", { scope, settings, subnetIds, securityGroupId, keyArn, logsKeyArn });
 */
export class Cache extends pulumi.ComponentResource {
  /** Where the primary is reached, with TLS. */
  readonly address: pulumi.Output<string>;
  /** Where the replicas are read. */
  readonly readerAddress: pulumi.Output<string>;
  readonly port: pulumi.Output<number>;
  /** Name of each service's user. */
  readonly users: Readonly<Record<CacheUserId, string>>;

  constructor(name: string, args: CacheArgs, options: pulumi.ComponentResourceOptions = {}) {
    super(TYPE, name, {}, options);
    const { scope } = args;
    const group = new ReplicationGroup(
      `${name}-cache`,
      {
        ...groupOf(args),
        subnetGroupName: this.createSubnetGroup(name, args).name,
        parameterGroupName: this.createParameterGroup(name, scope).name,
        userGroupIds: [this.createUsers(name, scope).userGroupId],
        logDeliveryConfigurations: this.createLogs(name, args),
      },
      { parent: this },
    );
    this.address = group.primaryEndpointAddress;
    this.readerAddress = group.readerEndpointAddress;
    this.port = group.port.apply((port) => port ?? CACHE_PORT);
    this.users = Object.fromEntries(cacheUserIds.map((id) => [id, cacheUser(scope, id)])) as Cache["users"];
    const { address, readerAddress, port, users } = this;
    this.registerOutputs({ address, readerAddress, port, users });
  }

  private createSubnetGroup(name: string, { scope, subnetIds }: CacheArgs): SubnetGroup {
    return new SubnetGroup(
      `${name}-cache`,
      {
        name: cacheIdentifier(scope),
        description: `Valkey of ${scope.name}`,
        subnetIds: [...subnetIds],
      },
      { parent: this },
    );
  }

  /** Only what has an expiry is dropped when memory runs out: the rest is somebody's state. */
  private createParameterGroup(name: string, scope: Scope): ParameterGroup {
    const [major = ""] = VALKEY_VERSION.split(".");
    return new ParameterGroup(
      `${name}-cache`,
      {
        name: `${cacheIdentifier(scope)}-valkey${major}`,
        description: `Valkey ${major} of ${scope.name}`,
        family: `valkey${major}`,
        parameters: [{ name: "maxmemory-policy", value: "volatile-lru" }],
      },
      { parent: this },
    );
  }

  private createUsers(name: string, scope: Scope): UserGroup {
    const users = cacheUserIds.map(
      (id) =>
        new User(
          `${name}-cache-${id}`,
          {
            userId: cacheUser(scope, id),
            userName: cacheUser(scope, id),
            engine: "valkey",
            accessString: cacheAccess[id],
            authenticationMode: { type: "iam" },
          },
          // A password is set in the cluster, so that no state has it; until then nobody's role lets this user in.
          { parent: this, ...(passwordCacheUsers.includes(id) && { ignoreChanges: ["authenticationMode"] }) },
        ),
    );
    return new UserGroup(
      `${name}-cache`,
      {
        userGroupId: cacheIdentifier(scope),
        engine: "valkey",
        userIds: users.map(({ userId }) => userId),
      },
      { parent: this },
    );
  }

  private createLogs(name: string, { scope, logsKeyArn }: CacheArgs) {
    return LOGS.map((logType) => {
      const group = new LogGroup(
        `${name}-cache-${logType}`,
        {
          name: `/aws/elasticache/${cacheIdentifier(scope)}/${logType}`,
          kmsKeyId: logsKeyArn,
          retentionInDays: LOG_DAYS,
        },
        { parent: this },
      );
      return { logType, logFormat: "json", destinationType: "cloudwatch-logs", destination: group.name };
    });
  }
}

function groupOf({ scope, settings, keyArn, securityGroupId }: CacheArgs) {
  const identifier = cacheIdentifier(scope);
  return {
    replicationGroupId: identifier,
    description: `Valkey of ${scope.name}`,
    engine: "valkey",
    engineVersion: VALKEY_VERSION,
    autoMinorVersionUpgrade: true,
    nodeType: settings.nodeType,
    numCacheClusters: 1 + settings.replicas,
    automaticFailoverEnabled: true,
    multiAzEnabled: true,
    port: CACHE_PORT,
    securityGroupIds: [securityGroupId],
    atRestEncryptionEnabled: true,
    kmsKeyId: keyArn,
    transitEncryptionEnabled: true,
    transitEncryptionMode: "required",
    snapshotRetentionLimit: SNAPSHOT_DAYS,
    // Times are UTC.
    snapshotWindow: "02:00-03:00",
    maintenanceWindow: "sun:03:00-sun:04:00",
    ...(scope.deletionProtection && { finalSnapshotIdentifier: `${identifier}-final` }),
    tags: { Name: identifier },
  };
}
