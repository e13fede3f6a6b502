import { containerType } from "../../lib/containers";
import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { any } from "../../lib/truth";

const message =
  "must hold a command: what waits for the container starts too early otherwise, and nobody sees that it hangs.";

export const rule = resourceRule({
  name: "docker-health-check",
  title: "Every container that lasts has a health check",
  description:
    "The engine sees that a process has ended, not that it hangs or is not ready yet. A container that runs to its end, which `mustRun: false` says, needs no check.",
  severity: "low",
  level: "advisory",
  requirements: [{ standard: "CIS Docker", version: "1.6.0", id: "5.27" }],
  peers: [],
  url: "https://docs.docker.com/reference/dockerfile/#healthcheck",
  remediation: "Set `healthcheck.tests` to a command that fails when the service does not answer.",
  types: [containerType],
  check: ({ properties }) => {
    const tests = properties.at("healthcheck.tests");
    const checked = any(
      ...tests
        .items()
        .slice(0, 1)
        .map((kind) => kind.text((name) => name !== "NONE", false)),
    );
    if (checked === true) return [];
    return demand(any(checked, properties.at("mustRun").is(false, false)), tests, message);
  },
});
