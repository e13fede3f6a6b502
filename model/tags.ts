/** The tags that the platform puts on every resource of AWS that it makes: the one place where their keys stand. */

/** Keys of the tags. The policy pack, which imports nothing of ours, demands them; a test holds the two together. */
export const tagKeys = {
  managedBy: "ManagedBy",
  repository: "Repository",
  owner: "Owner",
  stack: "Stack",
} as const;

/** Value of `ManagedBy` on everything that Pulumi makes. */
export const MANAGED_BY = "pulumi";

/** What the tags say of a stack. */
export interface TagFacts {
  /** `plinth:repository` of the stack. */
  readonly repository: string;
  /** `plinth:owner` of the stack. */
  readonly owner: string;
  /** Name of the stack, as in `Pulumi.<stack>.yaml`. */
  readonly stack: string;
}

/** Tags of one resource, by key. */
export type Tags = Readonly<Record<(typeof tagKeys)[keyof typeof tagKeys], string>>;

/** The tags of everything in a stack. */
export function platformTags({ repository, owner, stack }: TagFacts): Tags {
  return {
    [tagKeys.managedBy]: MANAGED_BY,
    [tagKeys.repository]: repository,
    [tagKeys.owner]: owner,
    [tagKeys.stack]: stack,
  };
}
