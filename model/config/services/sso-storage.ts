/** Config of where the sign-on keeps sessions and second factors, so that more than one pod can serve. */

import { z } from "zod";
import { postgresOf, redisOf } from "./servers";
import type { ServerUser } from "./servers";

const signOn: ServerUser = {
  namespace: "sso",
  title: "Authelia",
  id: "authelia",
  postgres: "second factors and what people agreed to",
  redis: "the sessions",
};

/** Servers that all pods of the sign-on share. */
export const SsoStorage = z.strictObject({ postgres: postgresOf(signOn), redis: redisOf(signOn) });
