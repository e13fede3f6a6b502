/** The one provider of a stack on AWS. */

import { Provider } from "@pulumi/aws/provider";
import type { Scope } from "../../model/eks/scope";
import type { Tags } from "../../model/tags";

/** A provider that works in the stack's account and region alone, and tags whatever it makes. */
export function createProvider(name: string, { region, accountId }: Scope, tags: Tags): Provider {
  return new Provider(`${name}-aws`, {
    region,
    // Credentials of another account would build the stack there.
    allowedAccountIds: [accountId],
    defaultTags: { tags: { ...tags } },
  });
}
