/**
 * A service as the arguments of `docker.Container`.
 *
 * The provider compares them with what the engine reports, and replaces the container where they differ. So each is
 * written as the engine reports it: durations and CPUs in Go's notation, capabilities with their prefix, the swap
 * limit also where the file gives none.
 */

import { createHash } from "node:crypto";
import type * as docker from "@pulumi/docker";
import type * as pulumi from "@pulumi/pulumi";
import type { HealthcheckModel, MountModel, ServiceModel } from "../../model/compose";

/** What a container needs that is not in the compose file. */
export interface ContainerContext {
  /** Id of the image. */
  readonly image: pulumi.Input<string>;
  /** Names of the networks in the engine, by their key in the file. */
  readonly networkNames: ReadonlyMap<string, pulumi.Input<string>>;
  /** Names of the volumes in the engine, by their key in the file. */
  readonly volumeNames: ReadonlyMap<string, pulumi.Input<string>>;
  /** Labels beside those of the file. */
  readonly labels: Readonly<Record<string, string>>;
  /** The limit on memory and swap together, in MiB, as the engine reports the one that is asked for. */
  readonly swapLimit: (swapMiB: number) => number;
}

/** What Compose waits for before it ends a container, where the file says nothing, in seconds. */
const STOP_GRACE_SECONDS = 10;

/**
 * A hash of everything that the compose file says about a container, for a label of it, as Compose has one.
 *
 * It makes every change of the file a new container. The provider alone would not: it does not notice where a value
 * goes back to the engine's default, and does not act where a health check, a tmpfs or `init` changes.
 */
export function definitionHash(service: ServiceModel): string {
  const nothing = new Map<string, string>();
  const swapLimit = (swapMiB: number): number => swapMiB;
  const context = { image: "", networkNames: nothing, volumeNames: nothing, labels: {}, swapLimit };
  return shortHash(containerArgs(service, context));
}

/** A hash of a value of plain data. */
export function shortHash(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex").slice(0, 16);
}

/** The arguments of a service's container. */
export function containerArgs(service: ServiceModel, context: ContainerContext): docker.ContainerArgs {
  const { settings, healthcheck, restart, oneShot } = service;
  return {
    name: service.containerName,
    image: context.image,
    ...optional("command", service.command),
    ...optional("entrypoints", service.entrypoint),
    ...listed("envs", pairs(service.environment)),
    labels: labelList({ ...service.labels, ...context.labels }),
    ...networkArgs(service, context),
    ...storageArgs(service, context),
    ...limitArgs(service, context),
    ...securityArgs(service),
    ...(healthcheck === undefined ? {} : { healthcheck: healthcheckArgs(healthcheck) }),
    restart: restart?.policy ?? "no",
    ...optional("maxRetryCount", restart?.maximumRetries),
    // A one-shot is created only when it has ended; one that has ended stays so.
    ...(oneShot ? { attach: true, mustRun: false } : {}),
    ...optional("workingDir", settings.workingDir),
    ...optional("init", settings.init),
    ...(settings.tty ? { tty: true } : {}),
    ...(settings.stdinOpen ? { stdinOpen: true } : {}),
    ...optional("stopSignal", settings.stopSignal),
    ...optional("stopTimeout", settings.stopGraceSeconds),
    destroyGraceSeconds: settings.stopGraceSeconds ?? STOP_GRACE_SECONDS,
    ...optional("logDriver", service.logging?.driver),
    ...(Object.keys(service.logging?.options ?? {}).length > 0
      ? { logOpts: { ...service.logging?.options } }
      : {}),
  };
}

function networkArgs(service: ServiceModel, context: ContainerContext): Partial<docker.ContainerArgs> {
  const { settings } = service;
  return {
    ...optional("networkMode", service.networkMode),
    ...listed(
      "networksAdvanced",
      service.networks.map(({ network, aliases, ipv4Address }) => ({
        name: context.networkNames.get(network) ?? network,
        aliases: [...aliases],
        ...optional("ipv4Address", ipv4Address),
      })),
    ),
    ...listed(
      "ports",
      service.ports.map(({ hostIp, published, target, protocol }) => ({
        internal: target,
        protocol,
        ...optional("external", published),
        ...optional("ip", hostIp),
      })),
    ),
    ...listed("hosts", service.extraHosts),
    ...optional("hostname", settings.hostname),
    ...optional("domainname", settings.domainname),
    ...listed("dns", settings.dns),
    ...listed("dnsSearches", settings.dnsSearch),
    ...listed("dnsOpts", settings.dnsOptions),
  };
}

function storageArgs(service: ServiceModel, context: ContainerContext): Partial<docker.ContainerArgs> {
  return {
    ...listed(
      "volumes",
      service.mounts.map((mount) => volumeArgs(mount, context)),
    ),
    ...(Object.keys(service.tmpfs).length > 0 ? { tmpfs: { ...service.tmpfs } } : {}),
  };
}

/** Binds of the engine, which make a missing folder on the host, as Compose does. */
function volumeArgs(
  mount: MountModel,
  { volumeNames }: ContainerContext,
): docker.types.input.ContainerVolume {
  const common = { containerPath: mount.target, readOnly: mount.readOnly };
  if (mount.kind === "bind") {
    return { ...common, hostPath: mount.source, ...optional("selinuxRelabel", mount.selinux) };
  }
  return mount.volume === undefined
    ? common
    : { ...common, volumeName: volumeNames.get(mount.volume) ?? mount.volume };
}

function limitArgs({ resources }: ServiceModel, context: ContainerContext): Partial<docker.ContainerArgs> {
  const { memoryMiB, memorySwapMiB, cpus } = resources;
  return {
    ...optional("memory", memoryMiB),
    ...optional("memoryReservation", resources.memoryReservationMiB),
    // Without a limit of its own, the engine makes it twice the memory.
    ...(memoryMiB === undefined ? {} : { memorySwap: context.swapLimit(memorySwapMiB ?? memoryMiB * 2) }),
    ...optional("shmSize", resources.shmMiB),
    ...(cpus === undefined ? {} : { cpus: Number.isInteger(cpus) ? cpus.toFixed(1) : String(cpus) }),
    ...optional("cpuShares", resources.cpuShares),
    ...optional("cpuSet", resources.cpuSet),
    ...listed("ulimits", resources.ulimits),
  };
}

function securityArgs({ security }: ServiceModel): Partial<docker.ContainerArgs> {
  const { capAdd, capDrop } = security;
  const capabilities = { ...listed("adds", capAdd), ...listed("drops", capDrop) };
  return {
    ...optional("user", security.user),
    ...(security.privileged ? { privileged: true } : {}),
    ...(security.readOnly ? { readOnly: true } : {}),
    ...(capAdd.length + capDrop.length > 0 ? { capabilities } : {}),
    ...listed("securityOpts", security.securityOpts),
    ...listed("groupAdds", security.groupAdd),
    ...(Object.keys(security.sysctls).length > 0 ? { sysctls: { ...security.sysctls } } : {}),
    ...optional("ipcMode", security.ipc),
    ...optional("pidMode", security.pid),
  };
}

function healthcheckArgs(check: HealthcheckModel): docker.types.input.ContainerHealthcheck {
  return {
    ...(check.test === undefined ? {} : { tests: [...check.test] }),
    interval: goDuration(check.intervalSeconds),
    timeout: goDuration(check.timeoutSeconds),
    startPeriod: goDuration(check.startPeriodSeconds),
    retries: check.retries,
  };
}

/** A duration as Go prints it, such as `1m30s`, `1.5s`, `500ms` or `1h0m0s`: https://pkg.go.dev/time#Duration.String */
export function goDuration(seconds: number): string {
  const microseconds = Math.round(seconds * 1e6);
  if (microseconds === 0) return "0s";
  if (microseconds < 1000) return `${String(microseconds)}µs`;
  if (microseconds < 1_000_000) return `${String(microseconds / 1000)}ms`;
  const hours = Math.floor(microseconds / 3_600_000_000);
  const minutes = Math.floor((microseconds % 3_600_000_000) / 60_000_000);
  const rest = `${String((microseconds % 60_000_000) / 1e6)}s`;
  if (hours > 0) return `${String(hours)}h${String(minutes)}m${rest}`;
  return minutes > 0 ? `${String(minutes)}m${rest}` : rest;
}

/** Labels in the provider's form, sorted. */
export function labelList(labels: Readonly<Record<string, string>>): { label: string; value: string }[] {
  return Object.entries(labels)
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([label, value]) => ({ label, value }));
}

function pairs(environment: Readonly<Record<string, string>>): string[] {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${value}`)
    .sort();
}

/** The property where there is a value; an empty one would count as a change. */
function optional<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): Partial<Record<Key, Mutable<Value>>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<Key, Mutable<Value>>>);
}

function listed<Key extends string, Item>(key: Key, items: readonly Item[]): Partial<Record<Key, Item[]>> {
  return items.length === 0 ? {} : ({ [key]: [...items] } as Partial<Record<Key, Item[]>>);
}

type Mutable<Value> = Value extends readonly (infer Item)[] ? Item[] : Value;
