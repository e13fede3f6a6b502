/** Brings a stack up, with whichever engine there is. */

import { readEnvFile } from "../components/local/env-file";
import { composeUp } from "./compose/engine";
import type { EngineName, EngineRequest } from "./engine/choose";
import type { ImageMode } from "../model/versions";
import { pulumiEngine } from "./engine/pulumi-engine";
import { prepareImages } from "./local/prepare-images";
import type { ImageDecision, ImageRequest } from "./images";
import type { ServicePhase, ServiceProgress } from "./local/containers";
import { writeDotenv } from "./local/dotenv-file";
import type { Variables } from "./local/dotenv-file";
import { withStackLock } from "./local/operation-lock";
import { prepare } from "./local/prepare";
import type { Prepared } from "./local/prepare";
import { readServices, urlsOf } from "./local/services";
import { loadLocalStack, resolveVariables } from "./local/stack";
import type { OperationContext } from "./operation";

/** What to bring up, and how. */
export interface UpArgs {
  readonly stack: string;
  readonly engine: EngineRequest;
  /** @default what the stack's config says */
  readonly images?: ImageRequest;
  /** How long the services may take to become ready, in seconds. */
  readonly timeoutSeconds: number;
}

/** A service that is up. */
export interface UpService {
  readonly service: string;
  readonly container: string;
  readonly image: string;
  readonly phase: ServicePhase;
  readonly url: string | null;
  /** Seconds from the engine's start to the service's good end. */
  readonly seconds: number;
}

/** A stack that is up. */
export interface UpResult {
  readonly stack: string;
  readonly engine: { readonly name: EngineName; readonly version: string; readonly reason: string };
  readonly images: ImageDecision;
  readonly services: readonly UpService[];
  /** Folder with the generated credentials, one folder per service. */
  readonly credentials: string;
  /** Duration of the whole operation, in seconds. */
  readonly seconds: number;
  /** Durations of its parts, in seconds. */
  readonly parts: { readonly prepare: number; readonly images: number; readonly engine: number };
}

/** Measures the parts of an operation. */
class Clock {
  readonly startedAt = performance.now();
  readonly parts = { prepare: 0, images: 0, engine: 0 };
  private last = this.startedAt;

  lap(part: keyof Clock["parts"]): void {
    const now = performance.now();
    this.parts[part] = (now - this.last) / 1000;
    this.last = now;
  }

  get seconds(): number {
    return (this.last - this.startedAt) / 1000;
  }
}

/**
 * Brings a stack up and waits until every service is ready.
 *
 * @throws PlinthError for everything that the catalogue names; what is up by then stays up, and another `up` goes on.
 */
export async function up(args: UpArgs, context: OperationContext): Promise<UpResult> {
  const stack = loadLocalStack(args.stack);
  return withStackLock(args.stack, async () => {
    const clock = new Clock();
    const prepared = await prepare(stack, args.engine, context.reporter);
    context.signal.throwIfAborted();
    clock.lap("prepare");
    const images = await prepareImages(prepared, args.images ?? stack.config.images, context);
    context.signal.throwIfAborted();
    const ready = images.mode === "pull" ? prepared : readAgain(prepared, images.mode);
    updateDotenv(ready, context);
    clock.lap("images");
    const progress = await runEngine(ready, args, context);
    clock.lap("engine");
    const { choice } = prepared;
    return {
      stack: args.stack,
      engine: { name: choice.engine, version: choice.cli.version, reason: choice.reason },
      images,
      services: progress.map((one) => describeService(one, ready.variables.values)),
      credentials: `${prepared.dataDir}/secrets`,
      seconds: rounded(clock.seconds),
      parts: {
        prepare: rounded(clock.parts.prepare),
        images: rounded(clock.parts.images),
        engine: rounded(clock.parts.engine),
      },
    };
  });
}

/** Seconds to the millisecond. */
function rounded(seconds: number): number {
  return Math.round(seconds * 1000) / 1000;
}

function describeService(progress: ServiceProgress, variables: Variables): UpService {
  const { service, container, image, phase, seconds = 0 } = progress;
  const url = urlsOf(variables).get(service) ?? null;
  return { service, container, image, phase, seconds: rounded(seconds), url };
}

/** The stack as it is with images of another mode. */
function readAgain(prepared: Prepared, mode: ImageMode): Prepared {
  const variables = resolveVariables(prepared.stack, mode);
  return { ...prepared, ...readServices(prepared.stack, variables), variables };
}

/** The project that the containers belong to, or will belong to. */
function projectName({ owner, stack }: Prepared): string {
  return owner?.engine === "compose" ? owner.name : stack.config.name;
}

/** The stack of `./plinth up` without a name. */
const defaultStack = "dev";

/** Lets a bare `docker compose` see the same stack, unless the user has a file of their own. */
function updateDotenv(prepared: Prepared, { reporter }: OperationContext): void {
  const { stack, variables } = prepared;
  if (variables.dotenvIsForeign) {
    reporter.note(`${stack.dotenvFile} is your own and stays as it is; its PLINTH_* values count.`);
    return;
  }
  // Several stacks may share a compose file: the default one has it, and no other takes it from a third.
  const shown = readEnvFile(stack.composeFile)?.variables["PLINTH_NAME"] ?? stack.config.name;
  if (stack.name !== defaultStack && shown !== stack.config.name) return;
  writeDotenv(stack.dotenvFile, { COMPOSE_PROJECT_NAME: projectName(prepared), ...variables.values });
}

async function runEngine(
  prepared: Prepared,
  args: UpArgs,
  context: OperationContext,
): Promise<readonly ServiceProgress[]> {
  const { services, choice, stack, variables } = prepared;
  const follow = {
    services,
    ...context,
    timeoutSeconds: args.timeoutSeconds,
    startedAt: performance.now(),
  };
  if (choice.engine === "compose") {
    const project = {
      cli: choice.cli,
      file: stack.composeFile,
      name: projectName(prepared),
      variables: variables.values,
    };
    return composeUp(project, follow);
  }
  return pulumiEngine().pulumiUp({ cli: choice.cli, stack: stack.name, variables: variables.values }, follow);
}
