/** Waiting until containers are as far as those that depend on them need. */

import { setTimeout as sleep } from "node:timers/promises";
import type { ServiceModel } from "../../model/compose";
import { PlinthError } from "../../model/errors";
import type { ContainerEngine, ContainerState } from "./container-engine";

/** Time between two looks at the containers, in milliseconds. Compose looks every 500. */
const LOOK_EVERY_MS = 250;
/** A container that the engine had to start again this often does not come up by itself. */
const RESTART_LIMIT = 5;
/** How long a service that was unhealthy before we came may take to recover, in seconds. */
const RECOVERY_SECONDS = 30;
/** What a health check may take beyond its own settings on a busy machine, in seconds. */
const MARGIN_SECONDS = 30;
/** Lines of a container's log that an error shows. */
const LOG_LINES = 20;

/** A service and its container. */
export interface Awaited {
  readonly service: ServiceModel;
  readonly containerId: string;
}

/** How a container was when we first looked, and since when we look. */
interface FirstLook {
  readonly at: number;
  readonly restarts: number;
  readonly unhealthy: boolean;
}

/** One look at the engine. */
interface Look {
  readonly ids: ReadonlySet<string>;
  readonly states: Promise<ReadonlyMap<string, ContainerState>>;
}

/** What is to be done about a container: nothing more, wait, start it, or give up and say why. */
type Verdict = "ready" | "wait" | "start" | { readonly failure: string };

/**
 * Waits for the containers of one run of the program. All that wait share one look at the engine.
 *
 * A container that ended before this run is started again, as `docker compose up` does. For a one-shot that means that
 * every run does its work again: that may be needed, and is written so that doing it twice does no harm.
 */
export class Readiness {
  /** Containers that somebody waits for. */
  private readonly awaited = new Set<string>();
  private look: Look | undefined;
  private pause: Promise<void> | undefined;

  /**
   * @param runStarted when this run began, in milliseconds since 1970.
   * @param lookEveryMs time between two looks.
   */
  constructor(
    private readonly engine: ContainerEngine,
    private readonly runStarted: number = Date.now(),
    private readonly lookEveryMs: number = LOOK_EVERY_MS,
  ) {}

  /**
   * Waits until a service is ready: healthy where it has a health check, running where it has none, ended with exit
   * code 0 where it is a one-shot.
   *
   * @returns seconds from the first look until then; near 0 where it was ready already.
   * @throws PlinthError `service-unhealthy` with the end of the container's log; errors of the engine.
   */
  async ready({ service, containerId }: Awaited): Promise<number> {
    this.awaited.add(containerId);
    try {
      return await this.follow(service, containerId);
    } finally {
      this.awaited.delete(containerId);
    }
  }

  private async follow(service: ServiceModel, containerId: string): Promise<number> {
    let first: FirstLook | undefined;
    let started = false;
    for (;;) {
      const state = await this.stateOf(containerId);
      if (state === undefined) throw gone(service);
      first ??= firstLook(state);
      const verdict = judge(service, state, first, this.runStarted);
      if (verdict === "ready") return (performance.now() - first.at) / 1000;
      if (typeof verdict === "object") throw await this.failure(service, containerId, verdict.failure);
      if (verdict === "start" && !started) {
        started = true;
        const problem = await this.engine.start(containerId);
        if (problem !== undefined) throw await this.failure(service, containerId, problem);
      }
      await (this.pause ??= sleep(this.lookEveryMs).then(() => {
        this.pause = undefined;
      }));
    }
  }

  /** State of a container, from a look that all who wait share. */
  private async stateOf(containerId: string): Promise<ContainerState | undefined> {
    for (;;) {
      const look = (this.look ??= this.startLook());
      const states = await look.states;
      if (look.ids.has(containerId)) return states.get(containerId);
    }
  }

  private startLook(): Look {
    const ids = new Set(this.awaited);
    const states = this.engine
      .inspect([...ids])
      .then((list) => new Map(list.map((state) => [state.Id, state])))
      .finally(() => {
        this.look = undefined;
      });
    return { ids, states };
  }

  private async failure(service: ServiceModel, containerId: string, why: string): Promise<PlinthError> {
    const lines = await this.engine.lastLines(containerId, LOG_LINES);
    return new PlinthError("service-unhealthy", `The service ${service.id} did not come up: ${why}.`, {
      details: lines.length === 0 ? ["It has written no log."] : ["The end of its log:", ...lines],
      fix: `Correct the cause (all of its log: \`./plinth logs ${service.id}\`) and run \`up\` again: what is up stays up.`,
    });
  }
}

function gone(service: ServiceModel): PlinthError {
  const message = `The container ${service.containerName} is gone although Pulumi has just seen to it.`;
  return new PlinthError("service-unhealthy", message, {
    fix: "Somebody removed it meanwhile, or `pulumi refresh` was not run since: run `pulumi up --refresh`.",
  });
}

function firstLook({ RestartCount, State }: ContainerState): FirstLook {
  return { at: performance.now(), restarts: RestartCount, unhealthy: State.Health?.Status === "unhealthy" };
}

/** What a container's state means for a service that is waited for. */
export function judge(
  service: ServiceModel,
  { RestartCount, State }: ContainerState,
  first: FirstLook,
  runStarted: number,
): Verdict {
  const seconds = (performance.now() - first.at) / 1000;
  // Its start failed in an earlier run: in this one the provider would have said so.
  if (State.Status === "created") return "start";
  if (State.Status === "exited" || State.Status === "dead") {
    if (Date.parse(State.FinishedAt) < runStarted) return "start";
    if (State.Error !== "") return { failure: State.Error };
    return service.oneShot && State.ExitCode === 0 ? "ready" : { failure: ending(State) };
  }
  const restarts = RestartCount - first.restarts;
  if (restarts >= RESTART_LIMIT)
    return { failure: `it was started again ${String(restarts)} times; ${ending(State)}` };
  if (service.oneShot) return "wait";
  const limit = patience(service, first);
  const late: Verdict =
    seconds > limit ? { failure: `it is not healthy after ${limit.toFixed(0)} seconds` } : "wait";
  if (State.Status !== "running") return late;
  switch (State.Health?.Status) {
    case undefined:
    case "none":
    case "healthy":
      return "ready";
    case "unhealthy":
      return first.unhealthy ? late : { failure: "its health check fails" };
    case "starting":
      return late;
  }
}

function ending({ ExitCode, OOMKilled }: ContainerState["State"]): string {
  const reason = OOMKilled ? ", because it ran out of memory" : "";
  return `it ended with exit code ${String(ExitCode)}${reason}`;
}

/** How long a service may take to become healthy, in seconds; after that the engine itself calls it unhealthy. */
function patience({ healthcheck }: ServiceModel, first: FirstLook): number {
  if (first.unhealthy) return RECOVERY_SECONDS;
  if (healthcheck === undefined) return 10 * MARGIN_SECONDS;
  const { startPeriodSeconds, intervalSeconds, timeoutSeconds, retries } = healthcheck;
  return startPeriodSeconds + (retries + 1) * (intervalSeconds + timeoutSeconds) + MARGIN_SECONDS;
}
