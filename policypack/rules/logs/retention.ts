import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message = "must be a number of days: the default keeps logs, and bills them, for ever.";

export const rule = resourceRule({
  name: "logs-retention",
  title: "Log groups have a retention",
  description:
    "A group without a retention, or with 0, keeps everything for ever: a cost, and a store of old secrets.",
  severity: "low",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "AU-11" }],
  peers: ["CKV_AWS_66"],
  url: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/Working-with-log-groups-and-streams.html",
  remediation: "Set `retentionInDays`, as to 365.",
  types: ["aws:cloudwatch/logGroup:LogGroup"],
  check: ({ properties }) => {
    const retention = properties.at("retentionInDays");
    return demand(
      retention.number((days) => days > 0, false),
      retention,
      message,
    );
  },
});
