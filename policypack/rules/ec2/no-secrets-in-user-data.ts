import { demand } from "../../lib/finding";
import { instances, launchTemplate } from "../../lib/instances";
import { nodeComponents } from "../../lib/node-pool";
import { resourceRule } from "../../lib/rule";
import { not } from "../../lib/truth";
import { holdsSecret } from "../../lib/user-data";

const message =
  "must hold no secret: whoever may describe the instance reads it, and every process on it, from the metadata service.";

/** Where user data stands, whatever the type. */
const keys = ["userData", "userDataBase64", "nodeUserData", "nodeUserDataOverride"];

export const rule = resourceRule({
  name: "ec2-no-secrets-in-user-data",
  title: "User data holds no secret",
  description:
    "User data is stored in the clear. Access keys, private keys and passwords in it are read by anybody with `ec2:DescribeInstanceAttribute` and by every pod that reaches the metadata service.",
  severity: "critical",
  level: "mandatory",
  requirements: [{ standard: "NIST 800-53", version: "r5", id: "IA-5" }],
  peers: ["CKV_AWS_46", "AVD-AWS-0029", "AVD-AWS-0129"],
  url: "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-add-user-data.html",
  remediation:
    "Let the instance fetch the secret with its role, from Secrets Manager or the Parameter Store, when it starts. Change the secret: it has been in the state.",
  types: [launchTemplate, ...instances, ...nodeComponents, "eks:index:ManagedNodeGroup"],
  check: ({ properties }) =>
    keys
      .map((key) => properties.at(key))
      .flatMap((userData) => demand(not(userData.text(holdsSecret, false)), userData, message)),
});
