import { containerType } from "../../lib/containers";
import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";

const message =
  "must be an address of the loopback, as `127.0.0.1`: the port is open to the whole network otherwise.";
const allMessage = "must not be `true`: every port of the image is open to the whole network otherwise.";

const LOOPBACK = /^127(?:\.\d{1,3}){3}$|^::1$/;

export const rule = resourceRule({
  name: "docker-loopback-ports",
  title: "Ports are published on this machine's loopback only",
  description:
    "Docker publishes a port on every address of the host, and past its firewall, unless an address is given. What others should reach goes through a proxy that is made for it.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "CIS Docker", version: "1.6.0", id: "5.14" },
    { standard: "NIST 800-53", version: "r5", id: "SC-7" },
  ],
  peers: [],
  url: "https://docs.docker.com/engine/network/port-publishing/",
  remediation: "Set `ip` to `127.0.0.1` in each of `ports`, and leave `publishAllPorts` out.",
  types: [containerType],
  check: ({ properties }) => {
    const everyPort = properties.at("publishAllPorts");
    const addresses = properties
      .at("ports")
      .items()
      .map((port) => port.at("ip"));
    return [
      ...demand(everyPort.is(false, true), everyPort, allMessage),
      ...addresses.flatMap((ip) =>
        demand(
          ip.text((address) => LOOPBACK.test(address), false),
          ip,
          message,
        ),
      ),
    ];
  },
});
