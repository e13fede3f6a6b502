import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { inTurn, not } from "../../lib/truth";

const CLUSTER = "aws:rds/cluster:Cluster";

export const rule = resourceRule({
  name: "rds-backups",
  title: "Databases are backed up, and backups are kept",
  description:
    "Without a retention an instance is not backed up at all, and a cluster for one day. Replicas need no backups.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "RDS.11" },
    { standard: "NIST 800-53", version: "r5", id: "CP-9" },
  ],
  peers: ["CKV_AWS_133", "AVD-AWS-0077"],
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_WorkingWithAutomatedBackups.BackupRetention.html",
  remediation: "Set `backupRetentionPeriod` to the days that backups are kept for.",
  settings: {
    days: { type: "number", description: "The least number of days that backups are kept for.", default: 7 },
  },
  types: ["aws:rds/instance:Instance", CLUSTER],
  check: ({ type, properties }, { days }) => {
    const retention = properties.at("backupRetentionPeriod");
    // The provider's defaults: a day for clusters, none for instances.
    const untold = type === CLUSTER ? 1 : 0;
    const isShort = inTurn(
      () => not(properties.at("replicateSourceDb").given()),
      () => retention.number((kept) => kept < days, untold < days),
    );
    return demand(
      not(isShort),
      retention,
      `must be at least ${String(days)}: what is lost and seen too late is gone.`,
    );
  },
});
