/** What keeps the platform's state outside of the cluster: databases, cache, buckets, images. */

import * as pulumi from "@pulumi/pulumi";
import { Buckets } from "./buckets";
import { Cache } from "./cache";
import { Database } from "./database";
import type { Foundation } from "./platform";
import type { EksOutputInputs } from "./platform-reference";
import { Repositories } from "./repositories";

/** What keeps state, to build upon. */
export interface StateServices {
  readonly outputs: Pick<EksOutputInputs, "database" | "cache" | "buckets" | "repositories">;
  /** What must be there before whoever writes to it, and gone after it. */
  readonly ready: readonly pulumi.Resource[];
}

/** Registers the services. */
export function createStateServices(
  name: string,
  { config, scope, keys: { arns }, network, boundaryArn, parent }: Foundation,
): StateServices {
  const options = { parent };
  const securityGroupId = network.dataSecurityGroupId;
  const subnetIds = network.dataSubnetIds;
  const keyed = { scope, securityGroupId, keyArn: arns.database, logsKeyArn: arns.logs };
  const database = new Database(
    name,
    { ...keyed, settings: config.database, vpcSubnetIds: subnetIds, boundaryArn },
    options,
  );
  const cache = new Cache(name, { ...keyed, settings: config.cache, subnetIds }, options);
  const buckets = new Buckets(name, { scope, keyArn: arns.s3 }, options);
  const repositories = new Repositories(name, { scope, keyArn: arns.ecr }, options);
  const outputs = {
    database: pulumi.output({
      address: database.address,
      port: database.port,
      secretArn: database.secretArn,
      databases: database.databases.map((each) => each.database),
    }),
    cache: pulumi.output({ address: cache.address, port: cache.port }),
    buckets: pulumi.output(buckets.names),
    repositories: pulumi.output(repositories.urls),
  };
  return { outputs, ready: [database, cache, buckets, repositories] };
}
