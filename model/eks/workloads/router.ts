import { cacheArnOf, cacheUser } from "../databases";
import { arnOf } from "../scope";
import { databaseLogin } from "./access";
import type { WorkloadIdentity } from "./identity";

/** The inference router: keys and usage in its database, limits in the cache. */
export const router: WorkloadIdentity = {
  id: "router",
  namespace: "router",
  serviceAccount: "router",
  statements: (scope) => [
    databaseLogin(scope, "router"),
    {
      Effect: "Allow",
      Action: "elasticache:Connect",
      Resource: [cacheArnOf(scope), arnOf(scope, "elasticache", `user:${cacheUser(scope, "router")}`)],
    },
  ],
};
