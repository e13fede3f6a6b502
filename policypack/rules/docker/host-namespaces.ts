import { containerType } from "../../lib/containers";
import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { not } from "../../lib/truth";

const message = "must not be `host`: the container is not apart from its host otherwise.";

export const rule = resourceRule({
  name: "docker-host-namespaces",
  title: "No container shares a namespace with its host",
  description:
    "On the host's network a container reaches what listens on the loopback and is past every published port; among the host's processes it reads their environment, and in the host's IPC namespace their memory.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "CIS Docker", version: "1.6.0", id: "5.10" },
    { standard: "CIS Docker", version: "1.6.0", id: "5.16" },
    { standard: "CIS Docker", version: "1.6.0", id: "5.17" },
    { standard: "CIS Docker", version: "1.6.0", id: "5.31" },
    { standard: "NIST 800-53", version: "r5", id: "SC-39" },
  ],
  peers: [],
  url: "https://docs.docker.com/engine/network/drivers/host/",
  remediation: "Leave the mode out, and put containers that belong together into one network of their own.",
  types: [containerType],
  check: ({ properties }) =>
    ["networkMode", "pidMode", "ipcMode", "usernsMode"].flatMap((key) => {
      const mode = properties.at(key);
      return demand(not(mode.oneOf(["host"], false)), mode, message);
    }),
});
