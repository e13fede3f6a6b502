import assert from "node:assert/strict";
import { InterruptionQueue } from "../../../components/eks/interruption";
import { interruptionEventIds, interruptionQueuePolicy } from "../../../model/eks/interruption";
import { scope } from "../../helpers/eks-scope";
import { Registrations, valueOf } from "../../helpers/registrations";

const RULE = "aws:cloudwatch/eventRule:EventRule";
const TARGET = "aws:cloudwatch/eventTarget:EventTarget";

describe("components/eks/interruption", () => {
  const registered = new Registrations();
  let queue: InterruptionQueue;

  beforeEach(async () => {
    await registered.start({ stack: "prod", preview: false });
    queue = new InterruptionQueue("plinth", { scope });
    await registered.settled();
  });

  it("keeps encrypted messages for five minutes", async () => {
    assert.deepEqual(registered.get("aws:sqs/queue:Queue", "plinth-interruptions").inputs, {
      name: "plinth-interruptions",
      messageRetentionSeconds: 300,
      sqsManagedSseEnabled: true,
    });
    assert.equal(await valueOf(queue.queueName), "plinth-interruptions");
  });

  it("has the policy as text that is known", () => {
    const { inputs } = registered.get("aws:sqs/queuePolicy:QueuePolicy", "plinth-interruptions");
    assert.deepEqual(JSON.parse(String(inputs["policy"])), interruptionQueuePolicy(scope));
  });

  it("gets one rule and one target for each event", () => {
    const named = (type: string) =>
      registered
        .all()
        .filter((one) => one.type === type)
        .map(({ name }) => name);
    const names = interruptionEventIds.map((event) => `plinth-interruption-${event}`);
    assert.deepEqual(named(RULE), names);
    assert.deepEqual(named(TARGET), names);
    const { inputs } = registered.get(RULE, "plinth-interruption-rebalance");
    assert.equal(inputs["name"], "plinth-interruption-rebalance");
    assert.deepEqual(JSON.parse(String(inputs["eventPattern"])), {
      source: ["aws.ec2"],
      "detail-type": ["EC2 Instance Rebalance Recommendation"],
    });
  });

  it("sends nothing before the queue takes it", () => {
    const { dependencies } = registered.get(TARGET, "plinth-interruption-rebalance");
    assert.ok(dependencies.some((urn) => urn.includes("QueuePolicy::plinth-interruptions")));
  });
});
