import { posix } from "node:path";
import { containerType } from "../../lib/containers";
import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { not } from "../../lib/truth";

const message = "must not lead to the engine's socket: whoever has it starts containers as root on the host.";

/** Folders of the host that the socket lies in. */
const FOLDERS = ["/", "/run", "/var", "/var/run"];

const SOCKET = /\/(?:docker|containerd|crio|podman|buildkitd)\.sock$|pipe\/docker_engine$/;

function leadsToSocket(path: string): boolean {
  const clean = posix.normalize(path.replaceAll("\\", "/")).replace(/(.)\/$/, "$1");
  return FOLDERS.includes(clean) || SOCKET.test(clean);
}

export const rule = resourceRule({
  name: "docker-socket",
  title: "No container has the socket of its engine",
  description:
    "The socket of the engine is root on the host: a container that has it starts another one with the whole host mounted. Mounted read-only it is the same; so is a folder that the socket lies in.",
  severity: "critical",
  level: "mandatory",
  requirements: [
    { standard: "CIS Docker", version: "1.6.0", id: "5.32" },
    { standard: "NIST 800-53", version: "r5", id: "AC-6" },
  ],
  peers: [],
  url: "https://docs.docker.com/engine/security/#docker-daemon-attack-surface",
  remediation:
    "Take the mount away; where a program must see containers, put a proxy in front of the socket that allows what it needs.",
  types: [containerType],
  check: ({ properties }) =>
    [
      ...properties
        .at("volumes")
        .items()
        .map((volume) => volume.at("hostPath")),
      ...properties
        .at("mounts")
        .items()
        .map((mount) => mount.at("source")),
    ].flatMap((source) => demand(not(source.text(leadsToSocket, false)), source, message)),
});
