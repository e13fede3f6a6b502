import assert from "node:assert/strict";
import {
  interruptionEventIds,
  interruptionEvents,
  interruptionHandlerOf,
  interruptionQueuePolicy,
  interruptionRuleName,
} from "../../../model/eks/interruption";
import { scope } from "../../helpers/eks-scope";

describe("model/eks/interruption", () => {
  it("has one handler for each autoscaler", () => {
    assert.equal(interruptionHandlerOf("clusterAutoscaler"), "managedNodeGroups");
    assert.equal(interruptionHandlerOf("karpenter"), "karpenter");
  });

  it("watches the four events that Karpenter acts on", () => {
    assert.deepEqual(
      Object.values(interruptionEvents).map(({ source, detailType }) => `${source}: ${detailType}`),
      [
        "aws.ec2: EC2 Spot Instance Interruption Warning",
        "aws.ec2: EC2 Instance Rebalance Recommendation",
        "aws.ec2: EC2 Instance State-change Notification",
        "aws.health: AWS Health Event",
      ],
    );
  });

  it("lets these four rules send to the queue, and everybody over TLS alone", () => {
    const [send, tls, ...others] = interruptionQueuePolicy(scope).Statement;
    const queue = "arn:aws:sqs:eu-central-1:123456789012:plinth-interruptions";
    assert.deepEqual(send, {
      Sid: "EventsOfTheRules",
      Effect: "Allow",
      Principal: { Service: "events.amazonaws.com" },
      Action: "sqs:SendMessage",
      Resource: queue,
      Condition: {
        ArnEquals: {
          "aws:SourceArn": interruptionEventIds.map(
            (event) => `arn:aws:events:eu-central-1:123456789012:rule/plinth-interruption-${event}`,
          ),
        },
      },
    });
    assert.deepEqual(tls, {
      Sid: "TlsOnly",
      Effect: "Deny",
      Principal: "*",
      Action: "sqs:*",
      Resource: queue,
      Condition: { Bool: { "aws:SecureTransport": "false" } },
    });
    assert.deepEqual(others, []);
  });

  it("gives rules names that EventBridge takes, also for the longest name of a stack", () => {
    for (const event of interruptionEventIds) {
      assert.match(interruptionRuleName({ ...scope, name: "a".repeat(20) }, event), /^[a-z-]{1,64}$/);
    }
  });
});
