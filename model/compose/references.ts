/**
 * Names that point from one part of a compose file to another, and whether they point anywhere.
 *
 * This reads the file as it is written, so that it finds its mistakes also where other parts of the file are wrong.
 */

import { nearest } from "../nearest";
import type { ComposeIssue, ComposePath } from "./issues";
import { findCycle } from "./order";

type YamlMap = Readonly<Record<string, unknown>>;

/** A name, and where it stands. */
interface Reference {
  readonly name: string;
  readonly path: ComposePath;
}

/** Every name of a service, network, volume or secret that the file does not define, and every circle. */
export function checkReferences(file: unknown): readonly ComposeIssue[] {
  const services = mapAt(file, "services");
  return [
    ...Object.entries(services).flatMap(([id, service]) => checkService(id, service, file)),
    ...checkCycle(services),
  ];
}

function checkService(id: string, service: unknown, file: unknown): ComposeIssue[] {
  const at = (key: string): ComposePath => ["services", id, key];
  const services = Object.keys(mapAt(file, "services"));
  const networks = [...Object.keys(mapAt(file, "networks")), "default"];
  const needs = named(valueAt(service, "depends_on"), at("depends_on"));
  return [
    ...missing(needs, services, "service"),
    ...missing(named(valueAt(service, "networks"), at("networks")), networks, "network"),
    ...missing(
      volumesOf(valueAt(service, "volumes"), at("volumes")),
      Object.keys(mapAt(file, "volumes")),
      "volume",
    ),
    ...missing(
      secretsOf(valueAt(service, "secrets"), at("secrets")),
      Object.keys(mapAt(file, "secrets")),
      "secret",
    ),
    ...endless(service, needs, file),
  ];
}

function missing(references: readonly Reference[], defined: readonly string[], kind: string): ComposeIssue[] {
  return references
    .filter(({ name }) => !defined.includes(name))
    .map(({ name, path }) => {
      const meant = nearest(name, defined);
      const advice = meant === undefined ? list(defined, kind) : `did you mean ${meant}?`;
      return {
        path,
        kind: "invalid",
        message: `names the ${kind} ${JSON.stringify(name)}, which the file does not define; ${advice}`,
      };
    });
}

function list(defined: readonly string[], kind: string): string {
  return defined.length === 0 ? `it defines no ${kind}` : `it defines ${[...defined].sort().join(", ")}`;
}

/** Services that are waited for until they complete, although they are started again whenever they do. */
function endless(service: unknown, needs: readonly Reference[], file: unknown): ComposeIssue[] {
  return needs.flatMap(({ name, path }): ComposeIssue[] => {
    const condition = valueAt(valueAt(valueAt(service, "depends_on"), name), "condition");
    const restart = valueAt(mapAt(file, "services")[name], "restart");
    if (condition !== "service_completed_successfully") return [];
    if (restart !== "always" && restart !== "unless-stopped") return [];
    const message = `waits for ${name} to complete, which never happens with its restart policy ${restart}; write restart: "no" there`;
    return [{ path, kind: "invalid", message }];
  });
}

function checkCycle(services: YamlMap): ComposeIssue[] {
  const needs = Object.entries(services).map(
    ([id, service]) => [id, named(valueAt(service, "depends_on"), []).map(({ name }) => name)] as const,
  );
  const cycle = findCycle(new Map(needs));
  if (cycle?.[0] === undefined) return [];
  const message = `goes round in a circle: ${cycle.join(" -> ")}; remove one of these dependencies`;
  return [{ path: ["services", cycle[0], "depends_on"], kind: "invalid", message }];
}

/** The names in a list of names, or the keys of a map. */
function named(value: unknown, path: ComposePath): Reference[] {
  if (Array.isArray(value)) {
    return value.flatMap((name: unknown, index) =>
      typeof name === "string" ? [{ name, path: [...path, index] }] : [],
    );
  }
  return Object.keys(asMap(value)).map((name) => ({ name, path: [...path, name] }));
}

/** Names of volumes; paths of the host begin with a dot or a slash. */
function volumesOf(value: unknown, path: ComposePath): Reference[] {
  return items(value, path).flatMap(([item, at]) => {
    const short = typeof item === "string" && item.includes(":") ? item.split(":")[0] : undefined;
    const name = short ?? (valueAt(item, "type") === "volume" ? valueAt(item, "source") : undefined);
    return typeof name === "string" && /^[a-zA-Z0-9]/.test(name) ? [{ name, path: at }] : [];
  });
}

function secretsOf(value: unknown, path: ComposePath): Reference[] {
  return items(value, path).flatMap(([item, at]) => {
    const name = typeof item === "string" ? item : valueAt(item, "source");
    return typeof name === "string" ? [{ name, path: at }] : [];
  });
}

function items(value: unknown, path: ComposePath): [unknown, ComposePath][] {
  return Array.isArray(value) ? value.map((item: unknown, index) => [item, [...path, index]]) : [];
}

function asMap(value: unknown): YamlMap {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as YamlMap) : {};
}

function valueAt(value: unknown, key: string): unknown {
  return asMap(value)[key];
}

function mapAt(value: unknown, key: string): YamlMap {
  return asMap(valueAt(value, key));
}
