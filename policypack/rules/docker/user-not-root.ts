import { containerType } from "../../lib/containers";
import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message = "must be a user other than root: the image's own is root in most images.";

/** Root by its name or number, whatever the group; without a user before the group, too. */
const ROOT = /^(?:0+|root)?(?::.*)?$/;

export const rule = resourceRule({
  name: "docker-user-not-root",
  title: "No container runs as root",
  description:
    "Root in a container is root on its host wherever the kernel or the engine has a hole, and owns every file of the host that is mounted. What user an image has cannot be seen before it is pulled, so the container says it.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "CIS Docker", version: "1.6.0", id: "4.1" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: [],
  url: "https://docs.docker.com/engine/security/",
  remediation: "Set `user` to a number above 0, as `10001:10001`, and give that user the mounted folders.",
  types: [containerType],
  check: ({ properties }) => {
    const user = properties.at("user");
    return demand(
      user.text((name) => !ROOT.test(name), false),
      user,
      message,
    );
  },
});
