import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { inTurn, not } from "../../lib/truth";

const message =
  "should be `true`: programs could log in with their role, for minutes, in place of a password.";

export const rule = resourceRule({
  name: "rds-iam-login",
  title: "Databases let roles log in",
  description:
    "With IAM authentication a program logs in with a token of its role, valid for 15 minutes, and needs no password. " +
    "MySQL, MariaDB, PostgreSQL and Aurora have it.",
  severity: "low",
  level: "advisory",
  requirements: [
    { standard: "AWS FSBP", version: "", id: "RDS.10" },
    { standard: "AWS FSBP", version: "", id: "RDS.12" },
    { standard: "NIST 800-53", version: "r5", id: "IA-2" },
  ],
  peers: ["CKV_AWS_161", "CKV_AWS_162", "AVD-AWS-0176"],
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/UsingWithRDS.IAMDBAuth.html",
  remediation: "Set `iamDatabaseAuthenticationEnabled` to `true`.",
  types: ["aws:rds/instance:Instance", "aws:rds/cluster:Cluster"],
  check: ({ properties }) => {
    const login = properties.at("iamDatabaseAuthenticationEnabled");
    const isMissing = inTurn(
      () => not(login.is(true, false)),
      () => properties.at("engine").text((engine) => /^(aurora|mariadb|mysql|postgres)/.test(engine), true),
    );
    return demand(not(isMissing), login, message);
  },
});
