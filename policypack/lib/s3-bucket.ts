/** Buckets of S3, whose settings are declared in the bucket itself or in resources of their own that name the bucket. */

import { demand, violation } from "./finding";
import type { Property } from "./property";
import type { Stack, StackFinding, StackResource } from "./rule";
import type { Truth } from "./truth";

/** Types of buckets: the newer one took the older one's name, and both are in use. */
export const BUCKETS = ["aws:s3/bucket:Bucket", "aws:s3/bucketV2:BucketV2"] as const;

/** A place that declares a setting of a bucket. */
export interface Declared {
  readonly urn: string;
  readonly property: Property;
  /** Whether the setting is there as it must be. */
  readonly holds: Truth;
}

/** A setting in the inputs of the bucket itself. */
export function inline(bucket: StackResource, key: string, test: (property: Property) => Truth): Declared[] {
  const property = bucket.properties.at(key);
  return property.state === "absent" ? [] : [{ urn: bucket.urn, property, holds: test(property) }];
}

/** The one block of a list: the older type has lists of one where the newer has the block itself. */
export function block(blocks: Property, test: (block: Property) => Truth): Truth {
  return blocks.some(test);
}

/** A setting in resources of their own: all of a kind, as `bucketVersioning`, whose `bucket` comes from the bucket. */
export function attached(
  stack: Stack,
  bucket: StackResource,
  kind: string,
  key: string,
  test: (property: Property) => Truth,
): Declared[] {
  return attachedTo(stack, bucket, kind).map(({ urn, properties }) => {
    const property = properties.at(key);
    return { urn, property, holds: test(property) };
  });
}

/** The resources of a kind whose `bucket` comes from the bucket. */
export function attachedTo(stack: Stack, bucket: StackResource, kind: string): StackResource[] {
  const name = kind.charAt(0).toUpperCase() + kind.slice(1);
  return stack
    .ofType(`aws:s3/${kind}:${name}`, `aws:s3/${kind}V2:${name}V2`)
    .filter(({ propertyDependencies }) => propertyDependencies.bucket?.includes(bucket.urn));
}

/** One finding for each place that declares the setting wrongly; one for the bucket where no place declares it. */
export function demandDeclared(
  bucket: StackResource,
  declared: readonly Declared[],
  messages: { readonly wrong: string; readonly missing: string },
): StackFinding[] {
  if (declared.length === 0) return [{ ...violation("", messages.missing), urn: bucket.urn }];
  return declared.flatMap(({ urn, property, holds }) =>
    demand(holds, property, messages.wrong).map((finding) => ({ ...finding, urn })),
  );
}

/** Whether access logs are written to the bucket. */
export function holdsAccessLogs(stack: Stack, bucket: StackResource): boolean {
  return stack.resources.some(({ propertyDependencies }) =>
    ["targetBucket", "logging", "loggings"].some((key) => propertyDependencies[key]?.includes(bucket.urn)),
  );
}
