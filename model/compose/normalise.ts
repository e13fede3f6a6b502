/** From a checked compose file to the model: names made, defaults filled in, paths made absolute. */

import { posix } from "node:path";
import type { WrittenFile, WrittenNetwork, WrittenVolume } from "./file-schema";
import { normaliseService } from "./normalise-service";
import type { ComposeModel, NetworkModel, ServiceModel, VolumeModel } from "./types";

/** What a file's meaning depends on, apart from the file itself. */
export interface NormaliseContext {
  /** Name of the project. */
  readonly project: string;
  /** Absolute path of the folder that the file's relative paths begin in. */
  readonly folder: string;
  /** Values of variables, for `environment` entries that give a name only. */
  readonly variables: Readonly<Record<string, string>>;
  /** Profiles whose services are wanted; `*` for all. Services without a profile always are. */
  readonly profiles: readonly string[];
}

/** The model of a file. */
export function normalise(
  file: WrittenFile,
  context: NormaliseContext,
): Omit<ComposeModel, "unsetVariables"> {
  const awaited = completions(file);
  const services = Object.entries(file.services)
    .filter(([, { profiles = [] }]) => isActive(profiles, context.profiles))
    .map(([id, service]) => normaliseService(id, service, { ...context, file, awaited: awaited.has(id) }));
  return {
    project: context.project,
    services,
    networks: usedNetworks(services).map((id) =>
      networkModel(id, file.networks?.[id] ?? {}, context.project),
    ),
    volumes: usedVolumes(services).map((id) => volumeModel(id, file.volumes?.[id] ?? {}, context.project)),
  };
}

/** The project's name as Compose makes it: from a folder's name. */
export function projectName(folder: string): string {
  const name = posix
    .basename(folder)
    .toLowerCase()
    .replace(/[^a-z0-9_-]/g, "")
    .replace(/^[_-]+/, "");
  return name === "" ? "default" : name;
}

function isActive(profiles: readonly string[], active: readonly string[]): boolean {
  return (
    profiles.length === 0 || active.includes("*") || profiles.some((profile) => active.includes(profile))
  );
}

/** Services that another one waits for until they complete. */
function completions(file: WrittenFile): ReadonlySet<string> {
  const needs = Object.values(file.services).flatMap((service) => Object.entries(service.depends_on ?? {}));
  return new Set(
    needs.filter(([, { condition }]) => condition === "service_completed_successfully").map(([id]) => id),
  );
}

function usedNetworks(services: readonly ServiceModel[]): string[] {
  return [...new Set(services.flatMap((service) => service.networks.map(({ network }) => network)))];
}

function usedVolumes(services: readonly ServiceModel[]): string[] {
  const ids = services.flatMap((service) =>
    service.mounts.flatMap((mount) =>
      mount.kind === "volume" && mount.volume !== undefined ? [mount.volume] : [],
    ),
  );
  return [...new Set(ids)];
}

function networkModel(id: string, network: WrittenNetwork, project: string): NetworkModel {
  const external = network.external ?? false;
  return {
    id,
    name: network.name ?? (external ? id : `${project}_${id}`),
    external,
    driver: network.driver,
    driverOptions: network.driver_opts ?? {},
    internal: network.internal ?? false,
    attachable: network.attachable ?? false,
    labels: withoutUnset(network.labels ?? {}),
    subnets: (network.ipam?.config ?? []).map(({ subnet, gateway, ip_range }) => ({
      subnet,
      gateway,
      ipRange: ip_range,
    })),
  };
}

function volumeModel(id: string, volume: WrittenVolume, project: string): VolumeModel {
  const external = volume.external ?? false;
  return {
    id,
    name: volume.name ?? (external ? id : `${project}_${id}`),
    external,
    driver: volume.driver,
    driverOptions: volume.driver_opts ?? {},
    labels: withoutUnset(volume.labels ?? {}),
  };
}

/** Labels; one without a value is empty, as in Compose. */
export function withoutUnset(map: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(map).map(([key, value]) => [key, value ?? ""]));
}
