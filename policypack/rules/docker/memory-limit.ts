import { containerType } from "../../lib/containers";
import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message = "must be above 0: the container may take all memory of the machine otherwise.";

export const rule = resourceRule({
  name: "docker-memory-limit",
  title: "Every container has a limit on its memory",
  description:
    "Without a limit one container takes the memory of the whole machine, and the kernel ends whichever process it picks, of others too.",
  severity: "medium",
  level: "advisory",
  requirements: [
    { standard: "CIS Docker", version: "1.6.0", id: "5.11" },
    { standard: "NIST 800-53", version: "r5", id: "SC-5" },
  ],
  peers: [],
  url: "https://docs.docker.com/engine/containers/resource_constraints/#memory",
  remediation: "Set `memory`, in MiB.",
  types: [containerType],
  check: ({ properties }) => {
    const memory = properties.at("memory");
    return demand(
      memory.number((mebibytes) => mebibytes > 0, false),
      memory,
      message,
    );
  },
});
