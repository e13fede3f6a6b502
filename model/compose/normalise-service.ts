/** One service: names made, defaults filled in, paths made absolute. */

import { posix } from "node:path";
import type { WrittenFile } from "./file-schema";
import type { NormaliseContext } from "./normalise";
import type { WrittenService } from "./service-schema";
import type {
  AttachmentModel,
  BuildModel,
  HealthcheckModel,
  MountModel,
  ResourcesModel,
  SecurityModel,
  ServiceModel,
  SettingsModel,
} from "./types";

/** What a service's meaning depends on. */
export interface ServiceContext extends NormaliseContext {
  /** The file that the service stands in. */
  readonly file: WrittenFile;
  /** Whether another service waits until this one completes. */
  readonly awaited: boolean;
}

/** Folder of secrets in a container: https://docs.docker.com/reference/compose-file/services/#secrets */
const SECRETS_FOLDER = "/run/secrets";

/** Docker's own settings of a health check: https://docs.docker.com/reference/dockerfile/#healthcheck */
const HEALTHCHECK_DEFAULTS = {
  intervalSeconds: 30,
  timeoutSeconds: 30,
  startPeriodSeconds: 0,
  retries: 3,
} as const;

/** The model of a service. */
export function normaliseService(id: string, service: WrittenService, context: ServiceContext): ServiceModel {
  const { project } = context;
  const healthcheck = service.healthcheck && normaliseHealthcheck(service.healthcheck);
  return {
    id,
    containerName: service.container_name ?? `${project}-${id}-1`,
    image: service.image ?? `${project}-${id}`,
    build: service.build && normaliseBuild(service.build, context),
    oneShot: context.awaited || (service.restart?.policy === "no" && !hasCheck(healthcheck)),
    dependsOn: Object.entries(service.depends_on ?? {}).map(([name, { condition }]) => ({
      service: name,
      condition,
    })),
    command: service.command,
    entrypoint: service.entrypoint,
    environment: resolved(service.environment ?? {}, context.variables),
    labels: Object.fromEntries(
      Object.entries(service.labels ?? {}).map(([key, value]) => [key, value ?? ""]),
    ),
    mounts: mountsOf(service, context),
    tmpfs: service.tmpfs ?? {},
    ports: service.ports ?? [],
    networks: attachmentsOf(id, service),
    networkMode: service.network_mode,
    extraHosts: service.extra_hosts ?? [],
    healthcheck,
    restart: service.restart,
    resources: resourcesOf(service),
    security: securityOf(service, context.variables),
    logging: service.logging && { driver: service.logging.driver, options: service.logging.options ?? {} },
    settings: settingsOf(service),
  };
}

/** Values; a name without one takes that of the variable, or is left out. */
function resolved(
  map: Readonly<Record<string, string | undefined>>,
  variables: Readonly<Record<string, string>>,
): Record<string, string> {
  const entries = Object.entries(map).map(([name, value]) => [name, value ?? variables[name]] as const);
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => entry[1] !== undefined));
}

function normaliseBuild(build: NonNullable<WrittenService["build"]>, context: ServiceContext): BuildModel {
  const folder = posix.resolve(context.folder, build.context);
  return {
    context: folder,
    dockerfile: posix.resolve(folder, build.dockerfile),
    args: resolved(build.args ?? {}, context.variables),
    target: build.target,
  };
}

function normaliseHealthcheck(check: NonNullable<WrittenService["healthcheck"]>): HealthcheckModel {
  const test = typeof check.test === "string" ? ["CMD-SHELL", check.test] : check.test;
  return {
    test: check.disable === true || test?.[0] === "NONE" ? ["NONE"] : test,
    intervalSeconds: check.interval ?? HEALTHCHECK_DEFAULTS.intervalSeconds,
    timeoutSeconds: check.timeout ?? HEALTHCHECK_DEFAULTS.timeoutSeconds,
    startPeriodSeconds: check.start_period ?? HEALTHCHECK_DEFAULTS.startPeriodSeconds,
    retries: check.retries ?? HEALTHCHECK_DEFAULTS.retries,
  };
}

function hasCheck(healthcheck: HealthcheckModel | undefined): boolean {
  return healthcheck !== undefined && healthcheck.test?.[0] !== "NONE";
}

function mountsOf(service: WrittenService, { folder, file }: ServiceContext): readonly MountModel[] {
  const mounts = (service.volumes ?? []).map(({ kind, source, target, readOnly, selinux }): MountModel => {
    if (kind === "volume") return { kind, volume: source, target, readOnly };
    return { kind, source: posix.resolve(folder, source ?? ""), target, readOnly, selinux };
  });
  const secrets = (service.secrets ?? []).map(({ source, target = source }): MountModel => {
    const path = file.secrets?.[source]?.file ?? source;
    return {
      kind: "bind",
      source: posix.resolve(folder, path),
      target: posix.resolve(SECRETS_FOLDER, target),
      readOnly: true,
      selinux: undefined,
    };
  });
  return [...mounts, ...secrets];
}

/** Every service has its own name in each of its networks. */
function attachmentsOf(id: string, service: WrittenService): readonly AttachmentModel[] {
  if (service.network_mode !== undefined) return [];
  const written = service.networks ?? { default: { aliases: [] } };
  return Object.entries(written).map(([network, { aliases, ipv4_address }]) => ({
    network,
    aliases: [...new Set([id, ...aliases])],
    ipv4Address: ipv4_address,
  }));
}

function resourcesOf(service: WrittenService): ResourcesModel {
  return {
    memoryMiB: service.mem_limit,
    memoryReservationMiB: service.mem_reservation,
    memorySwapMiB: service.memswap_limit,
    shmMiB: service.shm_size,
    cpus: service.cpus,
    cpuShares: service.cpu_shares,
    cpuSet: service.cpuset,
    ulimits: Object.entries(service.ulimits ?? {}).map(([name, { soft, hard }]) => ({ name, soft, hard })),
  };
}

function securityOf(service: WrittenService, variables: Readonly<Record<string, string>>): SecurityModel {
  return {
    user: service.user,
    privileged: service.privileged ?? false,
    readOnly: service.read_only ?? false,
    capAdd: service.cap_add ?? [],
    capDrop: service.cap_drop ?? [],
    securityOpts: service.security_opt ?? [],
    groupAdd: service.group_add ?? [],
    sysctls: resolved(service.sysctls ?? {}, variables),
    ipc: service.ipc,
    pid: service.pid,
  };
}

function settingsOf(service: WrittenService): SettingsModel {
  const grace = service.stop_grace_period;
  return {
    workingDir: service.working_dir,
    hostname: service.hostname,
    domainname: service.domainname,
    init: service.init,
    tty: service.tty ?? false,
    stdinOpen: service.stdin_open ?? false,
    stopSignal: service.stop_signal,
    stopGraceSeconds: grace === undefined ? undefined : Math.ceil(grace),
    dns: service.dns ?? [],
    dnsSearch: service.dns_search ?? [],
    dnsOptions: service.dns_opt ?? [],
  };
}
