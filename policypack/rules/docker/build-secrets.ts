import { imageType, remoteImageType } from "../../lib/containers";
import { demand } from "../../lib/finding";
import { resourceRule } from "../../lib/rule";
import { all, not } from "../../lib/truth";

const message = "must not be given: who has the image reads it with `docker history`.";

/** Words of a name that say that its value is a secret, where words are parted by underscores. */
const SECRET =
  /passw(?:or)?d|passphrase|secret|credential|tokens?(?:_|$)|(?:^|_)pwd(?:_|$)|(?:api|access|private|signing|encryption|ssh)_?key(?:_|$)/;

/** Ends of a name that say that its value only leads to a secret. */
const LEADS_TO = /_(?:file|path|dir|name|id|url)$/;

function isSecret(argument: string): boolean {
  const words = argument
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll("-", "_")
    .toLowerCase();
  return SECRET.test(words) && !LEADS_TO.test(words);
}

export const rule = resourceRule({
  name: "docker-build-secrets",
  title: "No secret is an argument of a build",
  description:
    "The arguments of a build stay in the history of its image and in the state of the program, where everybody who has one of them reads them.",
  severity: "high",
  level: "mandatory",
  requirements: [
    { standard: "CIS Docker", version: "1.6.0", id: "4.10" },
    { standard: "NIST 800-53", version: "r5", id: "IA-5" },
  ],
  peers: [],
  url: "https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/",
  remediation:
    "Mount the secret for the one step that needs it, with `RUN --mount=type=secret`, or give it to the container as a file.",
  types: [imageType, remoteImageType],
  check: ({ type, properties }) =>
    properties
      .at(type === imageType ? "build.args" : "build.buildArgs")
      .entries()
      .flatMap(([name, value]) => {
        // Where the arguments are not known, their one name is `*`.
        const secret = all(name === "*" || isSecret(name), value.given());
        return demand(not(secret), value, message);
      }),
});
