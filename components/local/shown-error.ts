/** Errors as Pulumi shows them to the user. */

import * as pulumi from "@pulumi/pulumi";
import { isPlinthError } from "../../model/errors";

/**
 * What a promise gives; where it fails with an error of ours, Pulumi shows its text at the resource, without a stack,
 * which says nothing to the user.
 */
export async function shownAt<Value>(resource: pulumi.Resource, promise: Promise<Value>): Promise<Value> {
  try {
    return await promise;
  } catch (error) {
    throw isPlinthError(error) ? resourceError(resource, error.format()) : error;
  }
}

function resourceError(resource: pulumi.Resource, text: string): pulumi.ResourceError {
  const error = new pulumi.ResourceError(text, resource, true);
  // Pulumi puts the name of whatever output it was reading in front of the message.
  return Object.defineProperty(error, "message", { get: () => text, set: () => undefined });
}
