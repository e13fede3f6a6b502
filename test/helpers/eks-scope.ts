/** A stack on AWS, and its tags. */

import type { Scope } from "../../model/eks/scope";
import { platformTags } from "../../model/tags";

/** Where the stack is. */
export const scope: Scope = {
  name: "plinth",
  region: "eu-central-1",
  accountId: "123456789012",
  partition: "aws",
  dnsSuffix: "amazonaws.com",
  deletionProtection: true,
};

/** What everything in it carries. */
export const tags = platformTags({ repository: "example/plinth", owner: "platform-team", stack: "prod" });
