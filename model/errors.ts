/**
 * The one catalogue of what can go wrong for a user, and the error class that carries an entry of it.
 *
 * `docs/reference/errors.md` is written from here by `npm run generate`.
 */

import { drillErrors } from "./drills/errors";
import { awsErrors } from "./eks/errors";
import { exitCodes } from "./exit-codes";
import type { CatalogueEntry, ExitCode } from "./exit-codes";
import { fleetErrors } from "./fleet/errors";
import { kubernetesErrors } from "./k8s/errors";
import { routerErrors } from "./router/errors";

export { exitCodes };
export type { CatalogueEntry, ExitCode };

/** Every kind of failure that is raised, by code. */
export const errorCatalogue = {
  usage: {
    title: "The command line is wrong.",
    exitCode: exitCodes.badInput,
    fix: "Run `./plinth help` for the commands and their options.",
  },
  "config-invalid": {
    title: "The stack's config is wrong.",
    exitCode: exitCodes.badInput,
    fix: "Correct the listed keys; docs/reference/config.md lists every key.",
  },
  "config-missing": {
    title: "The stack has no config file, or none that can be read.",
    exitCode: exitCodes.badInput,
    fix: "Create `Pulumi.<stack>.yaml` beside Pulumi.yaml; Pulumi.dev.yaml is an example.",
  },
  "config-encrypted": {
    title: "The stack's config holds an encrypted value, and there is no Pulumi CLI to decrypt it.",
    exitCode: exitCodes.badInput,
    fix: "Install the Pulumi CLI and run the command again, or remove the encrypted value.",
  },
  "unit-invalid": {
    title: "A size or a duration cannot be read.",
    exitCode: exitCodes.badInput,
    fix: "Write sizes like 512m or 1.5g, and durations like 10s or 1m30s.",
  },
  "compose-invalid": {
    title: "The compose file is wrong.",
    exitCode: exitCodes.badInput,
    fix: "Correct the file at the line given; `docker compose -f <file> config` shows how Compose reads it.",
  },
  "compose-unsupported-key": {
    title: "The compose file has a key that Plinth does not support.",
    exitCode: exitCodes.badInput,
    fix: "Remove the key, or say the same with the keys that the message lists as supported.",
  },
  "policy-input-invalid": {
    title: "The config of the policies or the file of waivers cannot be used.",
    exitCode: exitCodes.badInput,
    fix: "Correct the lines given; policypack/config.schema.json and policypack/README.md say what is allowed.",
  },
  "preview-failed": {
    title: "The preview could not be worked out.",
    exitCode: exitCodes.badInput,
    fix: "Run the command again with --verbose, and report what it prints where the cause is not yours.",
  },
  "target-unavailable": {
    title: "The command is not for stacks of this target.",
    exitCode: exitCodes.badInput,
    fix: "Give a stack of the target that the message asks for; the message lists the stacks.",
  },
  "program-missing": {
    title: "There is no program to evaluate.",
    exitCode: exitCodes.badInput,
    fix: "Give a folder with a Pulumi.yaml of the runtime nodejs, and with the file that its main: names.",
  },
  "program-packages": {
    title: "A module that the program imports is not installed.",
    exitCode: exitCodes.badInput,
    fix: "Run `npm install` in the program's folder.",
  },
  "program-failed": {
    title: "The program failed while it was evaluated.",
    exitCode: exitCodes.badInput,
    fix: "Correct the program at the line given.",
  },
  "program-hangs": {
    title: "The program does not come to its end.",
    exitCode: exitCodes.badInput,
    fix: "Look for a promise that nothing resolves, and for resources that wait for each other.",
  },
  "program-late": {
    title: "The program registers a resource after its end.",
    exitCode: exitCodes.badInput,
    fix: "Await what registers it: export the promise, or export an async function that awaits it.",
  },
  "program-reads": {
    title: "The program reads a value from the cloud, and cannot go on without it.",
    exitCode: exitCodes.badInput,
    fix: "Ask for the output form of the read, or record its result in plinth.calls.json beside Pulumi.yaml.",
  },
  "resource-duplicate": {
    title: "Two resources of the program have one URN.",
    exitCode: exitCodes.badInput,
    fix: "Give one of them another name.",
  },
  "calls-invalid": {
    title: "The file of recorded reads is wrong.",
    exitCode: exitCodes.badInput,
    fix: "Give it an object with a list `calls`, whose entries have a token, a result and, where wanted, args.",
  },
  "port-taken": {
    title: "A port that the stack publishes is in use.",
    exitCode: exitCodes.machine,
    fix: "Stop what listens on the port, or choose another: `pulumi config set --path plinth:ports.<name> <port>`.",
  },
  "disk-full": {
    title: "The disk has too little free space.",
    exitCode: exitCodes.machine,
    fix: "Free some space; `docker system df` shows what Docker keeps, `docker image prune` removes unused images.",
  },
  "docker-missing": {
    title: "Docker is not installed.",
    exitCode: exitCodes.machine,
    fix: "Install Docker and start it. On Debian and Ubuntu: `apt-get install docker.io`, then `service docker start`.",
  },
  "engine-unreachable": {
    title: "The Docker engine does not answer.",
    exitCode: exitCodes.machine,
    fix: "Start the engine (`service docker start`), check DOCKER_HOST and `docker context ls`, then try again.",
  },
  "compose-missing": {
    title: "Docker Compose is not installed.",
    exitCode: exitCodes.machine,
    fix: "Install the Compose plugin, or Debian's package: `apt-get install docker-compose`.",
  },
  "pulumi-missing": {
    title: "The Pulumi CLI is needed here and cannot be had.",
    exitCode: exitCodes.machine,
    fix: "Install the Pulumi CLI and put it on PATH, or use Docker Compose: `./plinth up --engine compose`.",
  },
  "pull-impossible": {
    title: "An image cannot be pulled.",
    exitCode: exitCodes.machine,
    fix: "Check the connection to the image registry, or build the images here: `./plinth up --images build`.",
  },
  "image-build-failed": {
    title: "An image could not be built.",
    exitCode: exitCodes.failed,
    fix: "Read the end of the build's output above; correct its cause and run `./plinth up` again.",
  },
  "service-unhealthy": {
    title: "A service did not become healthy.",
    exitCode: exitCodes.failed,
    fix: "Read what it says: `./plinth logs <service>`; then run `./plinth up` again, which goes on from here.",
  },
  "operation-failed": {
    title: "The engine reported a failure.",
    exitCode: exitCodes.failed,
    fix: "Read the engine's own message above; `./plinth status` shows what is up.",
  },
  "passphrase-wrong": {
    title: "The passphrase does not open the stack's secrets.",
    exitCode: exitCodes.state,
    fix: "Give the passphrase that the stack was created with in PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE.",
  },
  "state-corrupt": {
    title: "The stack's state cannot be read.",
    exitCode: exitCodes.state,
    fix: "Restore the state from the backup beside it; nothing has been changed.",
  },
  "stack-locked": {
    title: "Another operation holds the stack.",
    exitCode: exitCodes.state,
    fix: "Wait for it to end; if none is running, `pulumi cancel` removes the lock.",
  },
  "other-engine": {
    title: "The stack is up under the other engine.",
    exitCode: exitCodes.state,
    fix: "Take it down first with `./plinth down`, or go on with the engine that it is up under.",
  },
  ...awsErrors,
  ...fleetErrors,
  ...kubernetesErrors,
  ...drillErrors,
  ...routerErrors,
  interrupted: {
    title: "The operation was interrupted.",
    exitCode: exitCodes.interrupted,
    fix: "Run the same command again: what was done stays, and it goes on from there.",
  },
  internal: {
    title: "Plinth itself has a fault.",
    exitCode: exitCodes.failed,
    fix: "Please report it with the command and the output.",
  },
} as const satisfies Record<string, CatalogueEntry>;

/** Code of a kind of failure. */
export type ErrorCode = keyof typeof errorCatalogue;

/** What may be added to an error beside its message. */
export interface PlinthErrorOptions {
  /** What the user should do. @default the catalogue's fix for the code */
  readonly fix?: string;
  /** Further lines, each a complete problem of its own. @default none */
  readonly details?: readonly string[];
  /** The error underneath. @default none */
  readonly cause?: unknown;
}

/** What an error looks like under `--json`. */
export interface PlinthErrorJson {
  readonly code: ErrorCode;
  readonly message: string;
  readonly details: readonly string[];
  readonly fix: string;
  readonly exitCode: ExitCode;
}

/** A failure that is explained to the user: what was wrong, what was given, what is allowed, what to do. */
export class PlinthError extends Error {
  override readonly name = "PlinthError";
  readonly code: ErrorCode;
  readonly fix: string;
  readonly details: readonly string[];
  readonly exitCode: ExitCode;

  constructor(code: ErrorCode, message: string, options: PlinthErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.fix = options.fix ?? errorCatalogue[code].fix;
    this.details = options.details ?? [];
    this.exitCode = errorCatalogue[code].exitCode;
  }

  /** The error as the user reads it: message, details indented, then the fix. Carries no colours. */
  format(): string {
    const details = this.details.map((detail) => `  ${detail.replaceAll("\n", "\n  ")}`);
    return [`${this.message} [${this.code}]`, ...details, `Fix: ${this.fix}`].join("\n");
  }

  /** The error as data, for `--json`. */
  toJSON(): PlinthErrorJson {
    const { code, message, details, fix, exitCode } = this;
    return { code, message, details, fix, exitCode };
  }
}

/** True for our own error, also where it crossed a second copy of this module. */
export function isPlinthError(error: unknown): error is PlinthError {
  return (
    error instanceof PlinthError ||
    (error instanceof Error && error.name === "PlinthError" && "code" in error)
  );
}
