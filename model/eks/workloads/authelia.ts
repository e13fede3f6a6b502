import { cacheUser } from "../databases";
import { arnOf } from "../scope";
import { useOfAdministrator } from "./access";
import type { WorkloadIdentity } from "./identity";

/**
 * The job that gives the sign-on its database and its passwords: it changes the one user of the cache that logs in by
 * a password. Authelia itself has no role.
 */
export const authelia: WorkloadIdentity = {
  id: "authelia",
  namespace: "sso",
  serviceAccount: "sso-state",
  statements: (scope) => [
    ...useOfAdministrator(scope),
    {
      Effect: "Allow",
      Action: ["elasticache:DescribeUsers", "elasticache:ModifyUser"],
      Resource: arnOf(scope, "elasticache", `user:${cacheUser(scope, "authelia")}`),
    },
  ],
};
