import { containerType } from "../../lib/containers";
import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message = "must not be `true`: a privileged container is root on its host.";

export const rule = resourceRule({
  name: "docker-privileged",
  title: "No container is privileged",
  description:
    "A privileged container has every capability and every device of its host, so that it can mount the host's disk.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "CIS Docker", version: "1.6.0", id: "5.5" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: [],
  url: "https://docs.docker.com/engine/containers/run/#runtime-privilege-and-linux-capabilities",
  remediation: "Leave `privileged` out, and add the one capability or device that is needed.",
  types: [containerType],
  check: ({ properties }) => {
    const privileged = properties.at("privileged");
    return demand(privileged.is(false, true), privileged, message);
  },
});
