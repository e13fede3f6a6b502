/** The stack's containers as the engine sees them, and what their state means for the service. */

import { docker, dockerError } from "../docker";
import { run } from "../process";
import type { RunOptions } from "../process";

/** The part of `docker inspect` that is read here. */
export interface Container {
  readonly Id: string;
  readonly Name: string;
  /** Id of the image that it was made from. */
  readonly Image: string;
  readonly RestartCount: number;
  readonly Config: { readonly Image: string; readonly Labels: Readonly<Record<string, string>> | null };
  readonly State: {
    readonly Status: "created" | "running" | "paused" | "restarting" | "removing" | "exited" | "dead";
    readonly ExitCode: number;
    readonly OOMKilled: boolean;
    readonly Error: string;
    readonly StartedAt: string;
    readonly Health?: { readonly Status: "none" | "starting" | "healthy" | "unhealthy" };
  };
}

/** A service as far as progress needs to know it. */
export interface WatchedService {
  readonly id: string;
  readonly containerName: string;
  readonly image: string;
  /** It runs to its end instead of staying up. */
  readonly oneShot: boolean;
}

/** How far a service is. `ready` and `done` are good ends, `failed` is a bad one, `absent` has no container. */
export type ServicePhase =
  | "absent"
  | "created"
  | "starting"
  | "running"
  | "ready"
  | "done"
  | "unhealthy"
  | "restarting"
  | "stopped"
  | "failed";

/** A service and how far it is. */
export interface ServiceProgress {
  readonly service: string;
  readonly container: string;
  readonly image: string;
  readonly oneShot: boolean;
  readonly phase: ServicePhase;
  /** Exit code, where the container has ended. */
  readonly exitCode?: number;
  /** Why it is in this phase, where there is more to say. */
  readonly reason?: string;
  /** Seconds from the start of the operation until it was first seen in a good end. */
  readonly seconds?: number;
}

/**
 * Inspects containers by name; those that do not exist are left out.
 *
 * @throws PlinthError engine-unreachable and the like.
 */
export async function inspectContainers(
  names: readonly string[],
  options: RunOptions = {},
): Promise<Map<string, Container>> {
  if (names.length === 0) return new Map();
  const finished = await run("docker", ["container", "inspect", ...names], {
    timeoutSeconds: 30,
    ...options,
  });
  // docker prints those that it found and exits with 1 where it did not find all.
  const others = finished.stderr
    .split("\n")
    .filter((line) => line !== "" && !/no such container/i.test(line));
  if (finished.exitCode === undefined || (finished.exitCode !== 0 && others.length > 0))
    throw dockerError(finished, "container inspect");
  const list = JSON.parse(finished.stdout) as Container[];
  return new Map(list.map((container) => [container.Name.replace(/^\//, ""), container]));
}

/** True where the service has reached what `up` waits for. */
export function isGoodEnd(phase: ServicePhase): boolean {
  return phase === "ready" || phase === "done";
}

/** What the state of its container means for a service. */
export function progressOf(service: WatchedService, container: Container | undefined): ServiceProgress {
  const base = {
    service: service.id,
    container: service.containerName,
    image: container?.Config.Image ?? service.image,
    oneShot: service.oneShot,
  };
  if (container === undefined) return { ...base, phase: "absent" };
  const { State } = container;
  if (State.Status === "created") return created(base, State.Error);
  if (State.Status === "restarting") return { ...base, phase: "restarting", exitCode: State.ExitCode };
  if (State.Status === "running" || State.Status === "paused")
    return { ...base, phase: runningPhase(service, State.Health?.Status) };
  const reason = State.OOMKilled ? { reason: "it ran out of memory" } : {};
  const ended = { ...base, exitCode: State.ExitCode, ...reason };
  if (service.oneShot) return { ...ended, phase: State.ExitCode === 0 ? "done" : "failed" };
  return { ...ended, phase: "stopped" };
}

function created(base: Omit<ServiceProgress, "phase">, error: string): ServiceProgress {
  // A container that could not be started stays "created" and says why.
  return error === "" ? { ...base, phase: "created" } : { ...base, phase: "failed", reason: error };
}

function runningPhase(service: WatchedService, health: string | undefined): ServicePhase {
  if (service.oneShot) return "running";
  if (health === "starting") return "starting";
  return health === "unhealthy" ? "unhealthy" : "ready";
}

/** How far each service is now. */
export async function currentProgress(
  services: readonly WatchedService[],
): Promise<readonly ServiceProgress[]> {
  const containers = await inspectContainers(services.map((service) => service.containerName));
  return services.map((service) => progressOf(service, containers.get(service.containerName)));
}

/** Names of all containers that run now, with the host ports they publish, such as `127.0.0.1:8080->8080/tcp`. */
export async function runningContainers(): Promise<ReadonlyMap<string, string>> {
  const text = await docker(["ps", "--format", "{{.Names}}\t{{.Ports}}"]);
  return new Map(
    text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => line.split("\t") as [string, string]),
  );
}
