/** How Karpenter learns that AWS takes a node back. */

import { EventRule } from "@pulumi/aws/cloudwatch/eventRule";
import { EventTarget } from "@pulumi/aws/cloudwatch/eventTarget";
import { Queue } from "@pulumi/aws/sqs/queue";
import { QueuePolicy } from "@pulumi/aws/sqs/queuePolicy";
import * as pulumi from "@pulumi/pulumi";
import {
  interruptionEventIds,
  interruptionEvents,
  interruptionQueuePolicy,
  interruptionRuleName,
} from "../../model/eks/interruption";
import type { InterruptionEvent } from "../../model/eks/interruption";
import { interruptionQueueName } from "../../model/eks/scope";
import type { Scope } from "../../model/eks/scope";

/** What the queue needs. */
export interface InterruptionQueueArgs {
  readonly scope: Scope;
}

/** An interruption is announced two minutes ahead: a message of five minutes ago is of no use to anybody. */
const RETENTION_SECONDS = 300;

/**
 * The queue that Karpenter reads, and the four rules that fill it. Only for stacks whose `interruptionHandlerOf` is
 * `karpenter`.
 *
 * Source: https://karpenter.sh/docs/reference/cloudformation/#interruption-handling
 */
export class InterruptionQueue extends pulumi.ComponentResource {
  /** Name of the queue, as Karpenter's `settings.interruptionQueue` takes it. */
  readonly queueName: pulumi.Output<string>;

  constructor(name: string, { scope }: InterruptionQueueArgs, options: pulumi.ComponentResourceOptions = {}) {
    super("plinth:eks:InterruptionQueue", name, {}, options);
    const parent = { parent: this };
    const queue = new Queue(
      `${name}-interruptions`,
      {
        name: interruptionQueueName(scope),
        messageRetentionSeconds: RETENTION_SECONDS,
        sqsManagedSseEnabled: true,
      },
      parent,
    );
    const policy = new QueuePolicy(
      `${name}-interruptions`,
      { queueUrl: queue.url, policy: JSON.stringify(interruptionQueuePolicy(scope)) },
      parent,
    );
    for (const event of interruptionEventIds) this.createRule(name, scope, event, queue, policy);
    this.queueName = queue.name;
    this.registerOutputs({ queueName: this.queueName });
  }

  /** The target comes after the policy: until then the queue refuses what the rule sends. */
  private createRule(
    name: string,
    scope: Scope,
    event: InterruptionEvent,
    queue: Queue,
    policy: QueuePolicy,
  ): void {
    const { source, detailType } = interruptionEvents[event];
    const rule = new EventRule(
      `${name}-interruption-${event}`,
      {
        name: interruptionRuleName(scope, event),
        description: `${detailType}, for Karpenter of ${scope.name}`,
        eventPattern: JSON.stringify({ source: [source], "detail-type": [detailType] }),
      },
      { parent: this },
    );
    new EventTarget(
      `${name}-interruption-${event}`,
      { rule: rule.name, arn: queue.arn },
      { parent: this, dependsOn: [policy] },
    );
  }
}
