/** Who drains a node that AWS is about to take back. */

import type { EksConfig } from "../config/eks/schema";
import { policyDocument } from "./policy-document";
import type { PolicyDocument } from "./policy-document";
import { arnOf, interruptionQueueName } from "./scope";
import type { Scope } from "./scope";

/** `karpenter` reads a queue of events; `managedNodeGroups` is EKS itself, which needs nothing of the stack. */
export type InterruptionHandler = "karpenter" | "managedNodeGroups";

/**
 * The one handler of a stack. Two would cordon and drain each other's nodes, and start two replacements for each.
 *
 * Under Cluster Autoscaler every node belongs to a managed node group. EKS turns on capacity rebalancing for its spot
 * groups, and cordons and drains a node on a rebalance recommendation and on the notice of two minutes by itself; a
 * queue, or AWS's node termination handler, would be a second handler.
 * Source: https://docs.aws.amazon.com/eks/latest/userguide/managed-node-groups.html#managed-node-group-capacity-types
 *
 * Nodes of Karpenter belong to no group: Karpenter drains them itself, and learns of interruptions from a queue.
 * Source: https://karpenter.sh/docs/concepts/disruption/#interruption
 */
export function interruptionHandlerOf(autoscaler: EksConfig["autoscaler"]): InterruptionHandler {
  switch (autoscaler) {
    case "clusterAutoscaler":
      return "managedNodeGroups";
    case "karpenter":
      return "karpenter";
  }
}

/** The events that Karpenter acts on, by the id that their rule has. */
export const interruptionEvents = {
  "spot-interruption": { source: "aws.ec2", detailType: "EC2 Spot Instance Interruption Warning" },
  rebalance: { source: "aws.ec2", detailType: "EC2 Instance Rebalance Recommendation" },
  "state-change": { source: "aws.ec2", detailType: "EC2 Instance State-change Notification" },
  "scheduled-change": { source: "aws.health", detailType: "AWS Health Event" },
} as const;

/** One of the events. */
export type InterruptionEvent = keyof typeof interruptionEvents;

/** Every event. */
export const interruptionEventIds = Object.keys(interruptionEvents) as readonly InterruptionEvent[];

/** The name of an event's rule. */
export function interruptionRuleName({ name }: Scope, event: InterruptionEvent): string {
  return `${name}-interruption-${event}`;
}

/** Who may do what with the queue: the four rules send, and everything goes over TLS. */
export function interruptionQueuePolicy(scope: Scope): PolicyDocument {
  const queue = arnOf(scope, "sqs", interruptionQueueName(scope));
  const rules = interruptionEventIds.map((event) =>
    arnOf(scope, "events", `rule/${interruptionRuleName(scope, event)}`),
  );
  return policyDocument(
    {
      Sid: "EventsOfTheRules",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queue,
      Condition: { ArnEquals: { "aws:SourceArn": rules } },
    },
    {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "sqs:*",
      Resource: queue,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    },
  );
}
