/** Follows the stack's containers until every service has reached its good end. */

import { PlinthError } from "../../model/errors";
import { lastLines, run } from "../process";
import type { Reporter } from "../reporter";
import { currentProgress, inspectContainers, isGoodEnd, progressOf } from "./containers";
import type { Container, ServiceProgress, WatchedService } from "./containers";

/** What is watched and for how long. */
export interface FollowArgs {
  readonly services: readonly WatchedService[];
  readonly reporter: Reporter;
  /** After this long without success the watch gives up. */
  readonly timeoutSeconds: number;
  /** Ends the watch with the signal's reason. */
  readonly signal: AbortSignal;
  /** Start of the operation, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
}

/** What a watch needs beside that. */
interface WatchArgs extends FollowArgs {
  /**
   * Settles when the engine has made and started everything. Until then an ended one-shot is left over from an earlier
   * run and proves nothing.
   */
  readonly applied: Promise<void>;
}

/** Engine events that can change what a service's state is. */
const events = ["create", "start", "die", "health_status", "restart", "stop", "oom", "destroy"];
/** Longest time between two looks at the containers: events may be missed. In milliseconds. */
const lookEveryMs = 2000;
/** Events come in bunches; one look serves a bunch. In milliseconds. */
const settleMs = 100;
/** A service that is called unhealthy may still recover by itself; this long it may try, in seconds. */
const unhealthySeconds = 45;
/** A service that has been restarted so often will not come up. */
const restartLimit = 5;
/** Longest time that one look may take on a machine that is very busy, in seconds. */
const lookSeconds = 20;
/** So many unanswered looks in a row mean that the engine is gone. */
const silenceLimit = 3;

/** Wakes up whenever the engine reports something, or after a while. */
class Alarm {
  private ring: (() => void) | undefined;
  private rung = false;
  private readonly stop = new AbortController();
  readonly ended: Promise<unknown>;

  constructor() {
    const filters = events.flatMap((event) => ["--filter", `event=${event}`]);
    const args = ["events", "--filter", "type=container", ...filters, "--format", "{{.Action}}"];
    this.ended = run("docker", args, { signal: this.stop.signal, onLine: () => this.wake() });
  }

  wake(): void {
    this.rung = true;
    this.ring?.();
  }

  /** Waits for the next event, at most `ms`. */
  async wait(ms: number): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, this.rung ? 0 : ms);
      this.ring = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.ring = undefined;
    if (this.rung) await new Promise((resolve) => setTimeout(resolve, settleMs));
    this.rung = false;
  }

  async close(): Promise<void> {
    this.stop.abort();
    await this.ended;
  }
}

/** Remembers when each service reached its good end, since when one is unhealthy, and how often it was restarted. */
class Stopwatch {
  private readonly reached = new Map<string, number>();
  private readonly unhealthySince = new Map<string, number>();
  private readonly restartsBefore = new Map<string, number>();

  constructor(private readonly startedAt: number) {}

  note(progress: ServiceProgress): ServiceProgress {
    const { service, phase } = progress;
    if (phase !== "unhealthy") this.unhealthySince.delete(service);
    else if (!this.unhealthySince.has(service)) this.unhealthySince.set(service, performance.now());
    if (!isGoodEnd(phase)) {
      this.reached.delete(service);
      return progress;
    }
    if (!this.reached.has(service)) this.reached.set(service, (performance.now() - this.startedAt) / 1000);
    return { ...progress, seconds: this.reached.get(service) ?? 0 };
  }

  /** How long the service has been unhealthy, in seconds. */
  unhealthyFor(service: string): number {
    const since = this.unhealthySince.get(service);
    return since === undefined ? 0 : (performance.now() - since) / 1000;
  }

  /** How often this very container has been restarted since it was first seen here. */
  restarts(container: Container): number {
    const before = this.restartsBefore.get(container.Id);
    if (before === undefined) this.restartsBefore.set(container.Id, container.RestartCount);
    return container.RestartCount - (before ?? container.RestartCount);
  }
}

/** One look at all services. */
interface Look {
  readonly progress: readonly ServiceProgress[];
  /** The first service that cannot come up any more, and why. */
  readonly hopeless: { readonly service: ServiceProgress; readonly why: string } | undefined;
}

/**
 * Why waiting for a service is pointless, or `undefined` where it may still come up.
 *
 * @param applied whether the engine has started everything; before that, an ended container may be an old one.
 */
function hopelessness(
  progress: ServiceProgress,
  container: Container,
  stopwatch: Stopwatch,
  applied: boolean,
): string | undefined {
  const restarts = stopwatch.restarts(container);
  if (restarts >= restartLimit)
    return `it has been restarted ${restarts} times, last with exit code ${container.State.ExitCode}`;
  if (stopwatch.unhealthyFor(progress.service) > unhealthySeconds)
    return `its health check has failed for ${unhealthySeconds} seconds`;
  if (!applied) return undefined;
  return endOf(progress);
}

/** Why a service has ended badly, or `undefined` where it has not. */
function endOf(progress: ServiceProgress): string | undefined {
  if (progress.phase !== "failed" && progress.phase !== "stopped") return undefined;
  const code = progress.exitCode === undefined ? "" : `it ended with exit code ${progress.exitCode}`;
  return [code, progress.reason].filter((part) => part !== undefined && part !== "").join("; ");
}

/** The error of a service that does not come up, with the end of its log. */
async function unhealthyError(progress: ServiceProgress, why: string): Promise<PlinthError> {
  const log = await run("docker", ["logs", "--tail", "30", progress.container], { timeoutSeconds: 15 });
  const details = lastLines(`${log.stdout}\n${log.stderr}`, 15);
  return new PlinthError("service-unhealthy", `The service ${progress.service} did not come up: ${why}.`, {
    details: details.length === 0 ? ["It has written no log."] : ["The end of its log:", ...details],
    fix:
      `Correct the cause (all of its log: \`./plinth logs ${progress.service}\`) and run \`./plinth up\` again: ` +
      "what is already up stays up.",
  });
}

async function look(
  services: readonly WatchedService[],
  stopwatch: Stopwatch,
  applied: boolean,
): Promise<Look> {
  const names = services.map((service) => service.containerName);
  const containers = await inspectContainers(names, { timeoutSeconds: lookSeconds });
  const progress = services.map((service) =>
    stopwatch.note(progressOf(service, containers.get(service.containerName))),
  );
  for (const service of progress) {
    const container = containers.get(service.container);
    const why = container && hopelessness(service, container, stopwatch, applied);
    if (why !== undefined) return { progress, hopeless: { service, why } };
  }
  return { progress, hopeless: undefined };
}

/** Looks again where the engine was silent once or twice: it may be restarting. */
async function patientLook(...args: Parameters<typeof look>): Promise<Look> {
  for (let silent = 1; ; silent++) {
    try {
      return await look(...args);
    } catch (error) {
      const mayReturn = error instanceof PlinthError && error.code === "engine-unreachable";
      if (!mayReturn || silent >= silenceLimit) throw error;
      await new Promise((resolve) => setTimeout(resolve, 1000));
    }
  }
}

/** Looks and waits in turns until all is well. */
async function follow(args: WatchArgs, alarm: Alarm): Promise<readonly ServiceProgress[]> {
  const engine = { isDone: false };
  void args.applied.then(
    () => {
      engine.isDone = true;
      alarm.wake();
    },
    // Whoever made the promise also aborts the signal.
    () => undefined,
  );
  const stopwatch = new Stopwatch(args.startedAt);
  for (;;) {
    args.signal.throwIfAborted();
    const wasApplied = engine.isDone;
    const { progress, hopeless } = await patientLook(args.services, stopwatch, wasApplied);
    args.signal.throwIfAborted();
    args.reporter.services(progress);
    if (hopeless !== undefined) throw await unhealthyError(hopeless.service, hopeless.why);
    const late = progress.find(({ phase }) => !isGoodEnd(phase));
    if (wasApplied && late === undefined) return progress;
    // The first in the file's order is the likeliest cause: the others wait for it.
    if (late !== undefined && performance.now() > args.startedAt + args.timeoutSeconds * 1000)
      throw await unhealthyError(late, `it is still ${late.phase} after ${args.timeoutSeconds} seconds`);
    await alarm.wait(lookEveryMs);
  }
}

/** Waits until every service is ready, and reports each change. */
async function watchServices(args: WatchArgs): Promise<readonly ServiceProgress[]> {
  const alarm = new Alarm();
  const wake = (): void => alarm.wake();
  args.signal.addEventListener("abort", wake);
  try {
    return await follow(args, alarm);
  } finally {
    args.signal.removeEventListener("abort", wake);
    await alarm.close();
  }
}

/**
 * Has an engine apply its changes, and meanwhile and afterwards watches the services until all are ready.
 *
 * @param apply makes and starts everything; it is interrupted through its signal.
 * @throws PlinthError service-unhealthy as soon as a service cannot come up any more or the time is over,
 *   engine-unreachable where the engine went away; what `apply` throws; the signal's reason where it was aborted.
 */
export async function applyAndFollow(
  apply: (signal: AbortSignal) => Promise<void>,
  args: FollowArgs,
): Promise<readonly ServiceProgress[]> {
  const stop = new AbortController();
  const signal = AbortSignal.any([args.signal, stop.signal]);
  const applied = apply(signal);
  applied.catch((error: unknown) => stop.abort(error));
  try {
    return await watchServices({ ...args, signal, applied });
  } catch (error) {
    // Where the engine fails, the reason is in what it says, whichever of the two noticed first.
    args.signal.throwIfAborted();
    throw error;
  } finally {
    stop.abort();
    await applied.catch(() => undefined);
  }
}

/** The service that has ended badly or is unhealthy, as an error; engines name it only vaguely. */
export async function failedService(services: readonly WatchedService[]): Promise<PlinthError | undefined> {
  for (const progress of await currentProgress(services)) {
    const why = progress.phase === "unhealthy" ? "its health check fails" : endOf(progress);
    // A service that was stopped in good order was stopped by somebody.
    if (why !== undefined && !(progress.phase === "stopped" && progress.exitCode === 0))
      return unhealthyError(progress, why);
  }
  return undefined;
}
