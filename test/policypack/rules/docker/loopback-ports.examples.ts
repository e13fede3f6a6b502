import { rule } from "../../../../policypack/rules/docker/loopback-ports";
import type { ResourceExamples } from "../../examples";

function port(ip: string): { inputs: Record<string, unknown> } {
  return { inputs: { ports: [{ internal: 8080, external: 8080, ip }] } };
}

export const examples: ResourceExamples = {
  rule,
  type: "docker:index/container:Container",
  compliant: { image: "traefik:v3.7.13", ports: [{ internal: 8080, external: 8080, ip: "127.0.0.1" }] },
  alsoCompliant: {
    "another address of the loopback": port("127.10.20.30"),
    "the loopback of IPv6": port("::1"),
    "no ports": { inputs: { publishAllPorts: false } },
  },
  violations: {
    "every address": (inputs) => {
      inputs.ports[0].ip = "0.0.0.0";
    },
    "Docker's default": (inputs) => {
      delete inputs.ports[0].ip;
    },
    "a second port": (inputs) => {
      inputs.ports.push({ internal: 9090, external: 9090 });
    },
    "every port of the image": (inputs) => {
      inputs.publishAllPorts = true;
    },
  },
  alsoViolating: {
    "an address of the network": port("192.168.1.10"),
    "every address of IPv6": port("::"),
    "an address that ends as the loopback": port("10.127.0.0.1"),
    "an address that begins as the loopback": port("127.0.0.1.example.com"),
    "an address of IPv6 that begins as the loopback": port("::12"),
    "an address of IPv6 that ends as the loopback": port("fd00::1"),
  },
  notApplicable: "docker:index/network:Network",
};
