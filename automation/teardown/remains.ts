/** What is left of a stack, and what is asked of AWS to know it. */

import type { Scope } from "../../model/eks/scope";

/** One thing that is left. */
export interface Remain {
  /** What it is, in words. */
  readonly what: string;
  readonly arn: string;
  /** Why it is likely there. */
  readonly why: string;
  /** The command that removes it, or shows it where its kind is not known; empty where AWS removes it by itself. */
  readonly remove: string;
}

/** A thing with its tags. */
export interface Tagged {
  readonly arn: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** Tags that a thing must have, all of them. */
export type TagFilter = Readonly<Record<string, string>>;

/** Where to look. */
export type TeardownPlace = Pick<Scope, "name" | "region" | "accountId" | "partition" | "dnsSuffix">;

/** What a verification asks of AWS; each call may throw what `awsError` makes of a failure. */
export interface TeardownCloud {
  /** Number of the account that the credentials are for. */
  account(): Promise<string>;
  /** What carries the tags: in the stack's region, or among what AWS has once for all regions. */
  tagged(filter: TagFilter, where: "region" | "global"): Promise<readonly Tagged[]>;
  /** Those of the ARNs that are known to be gone: searches by tag list things for hours after their deletion. */
  gone(arns: readonly string[]): Promise<ReadonlySet<string>>;
  /** When AWS deletes a key, as an ISO date; `undefined` for one that is not to be deleted, `null` for one that is gone. */
  keyDeletion(arn: string): Promise<string | undefined | null>;
  /** ARNs of log groups whose name begins so. */
  logGroups(prefix: string): Promise<readonly string[]>;
  /** ARNs of the snapshots of a database, which may be gone, that were not made by its schedule. */
  databaseSnapshots(database: string): Promise<readonly string[]>;
  /** Roles whose name begins so. */
  roles(prefix: string): Promise<readonly Tagged[]>;
  /** ARNs of the interfaces of the cluster's control plane. */
  controlPlaneInterfaces(): Promise<readonly string[]>;
}
