import { rule } from "../../../../policypack/rules/docker/socket";
import type { ResourceExamples } from "../../examples";

function volume(hostPath: string): { inputs: Record<string, unknown> } {
  return { inputs: { volumes: [{ hostPath, containerPath: "/host", readOnly: true }] } };
}

export const examples: ResourceExamples = {
  rule,
  type: "docker:index/container:Container",
  compliant: {
    image: "traefik:v3.7.13",
    volumes: [{ hostPath: "/srv/plinth/config/traefik", containerPath: "/etc/plinth", readOnly: true }],
  },
  alsoCompliant: {
    "a volume of the engine": { inputs: { volumes: [{ volumeName: "data", containerPath: "/data" }] } },
    "a mount": { inputs: { mounts: [{ type: "volume", source: "data", target: "/data" }] } },
    memory: { inputs: { mounts: [{ type: "tmpfs", target: "/tmp" }] } },
    "a folder beside the sockets": volume("/var/log"),
    "a file that is called after the socket": volume("/srv/docker.sock.d"),
    "a folder that is called after the pipe": volume("/srv/pipe/docker_engine.d"),
    "a file whose name ends as the socket's": volume("/srv/notdocker.sock"),
    "no mounts": { inputs: { image: "traefik:v3.7.13" } },
  },
  violations: {
    "the socket of Docker": (inputs) => {
      inputs.volumes.push({ hostPath: "/var/run/docker.sock", containerPath: "/var/run/docker.sock" });
    },
    "the socket as a mount": (inputs) => {
      inputs.mounts = [{ type: "bind", source: "/var/run/docker.sock", target: "/docker.sock" }];
    },
  },
  alsoViolating: {
    "the socket of containerd": volume("/run/containerd/containerd.sock"),
    "the socket of CRI-O": volume("/run/crio/crio.sock"),
    "the socket of Podman": volume("/run/podman/podman.sock"),
    "the socket of BuildKit": volume("/run/buildkit/buildkitd.sock"),
    "the pipe of Windows": volume("//./pipe/docker_engine"),
    "the pipe of Windows with its own slashes": volume(String.raw`\\.\pipe\docker_engine`),
    "the folder of the socket": volume("/var/run"),
    "the folder of the socket by its other name": volume("/run/"),
    "a folder above": volume("/var"),
    "the whole host": volume("/"),
    "a detour": volume("/srv/../var//run/./docker.sock"),
  },
  notApplicable: "docker:index/volume:Volume",
};
