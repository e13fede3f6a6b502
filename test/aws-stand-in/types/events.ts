/** Queues, rules, logs, alarms and budgets. */

import { arn, iamArn, idIs, idOf, text } from "./rules";
import type { Made, RulesTable } from "./rules";

const queueUrl = (made: Made): string =>
  `https://sqs.${made.region}.amazonaws.com/${made.accountId}/${text(made, "name")}`;

export const eventTypes: RulesTable = {
  "aws:sqs/queue:Queue": {
    id: queueUrl,
    replaces: ["name", "namePrefix", "fifoQueue"],
    outputs: (made) => ({ arn: arn("sqs", made, text(made, "name")), url: made.id }),
  },
  "aws:sqs/queuePolicy:QueuePolicy": { id: idIs("queueUrl"), replaces: ["queueUrl"] },
  "aws:sns/topic:Topic": {
    id: (made) => arn("sns", made, text(made, "name")),
    replaces: ["name", "namePrefix", "fifoTopic"],
    outputs: (made) => ({ arn: made.id, owner: made.accountId }),
  },
  "aws:sns/topicPolicy:TopicPolicy": { id: idIs("arn"), replaces: ["arn"] },
  "aws:sns/topicSubscription:TopicSubscription": {
    id: (made) => `${text(made, "topic")}:${made.digits(32)}`,
    replaces: ["topic", "protocol", "endpoint"],
    outputs: (made) => ({ arn: made.id, ownerId: made.accountId }),
  },
  "aws:cloudwatch/eventRule:EventRule": {
    id: idIs("name"),
    replaces: ["name", "namePrefix", "eventBusName"],
    outputs: (made) => ({ arn: arn("events", made, `rule/${made.id}`) }),
  },
  "aws:cloudwatch/eventTarget:EventTarget": {
    id: (made) => `${text(made, "rule")}-${text(made, "targetId") || made.digits(26)}`,
    replaces: ["rule", "targetId", "eventBusName"],
    outputs: ({ digits }) => ({ targetId: digits(26), eventBusName: "default" }),
  },
  "aws:cloudwatch/logGroup:LogGroup": {
    id: idIs("name"),
    replaces: ["name", "namePrefix", "logGroupClass"],
    outputs: (made) => ({ arn: arn("logs", made, `log-group:${made.id}`) }),
  },
  "aws:cloudwatch/logResourcePolicy:LogResourcePolicy": { id: idIs("policyName"), replaces: ["policyName"] },
  "aws:cloudwatch/metricAlarm:MetricAlarm": {
    id: idIs("name"),
    replaces: ["name"],
    outputs: (made) => ({ arn: arn("cloudwatch", made, `alarm:${made.id}`) }),
  },
  "aws:budgets/budget:Budget": {
    id: (made) => `${made.accountId}:${text(made, "name")}`,
    replaces: ["name", "namePrefix", "accountId"],
    outputs: (made) => ({
      arn: iamArn(made, `budget/${text(made, "name")}`).replace(":iam:", ":budgets:"),
      accountId: made.accountId,
    }),
  },
  "aws:budgets/budgetAction:BudgetAction": {
    id: idOf(":", "budgetName", "actionType"),
    replaces: ["budgetName", "actionType"],
  },
};
