/** Mistakes in a compose file, and how they are said. */

import type { z } from "zod";
import { nearest } from "../nearest";
import { fileShape, ipamShape, networkShape, secretShape, subnetShape, volumeShape } from "./file-schema";
import { longMountShape } from "./mounts";
import { longPortShape } from "./ports";
import {
  attachmentShape,
  buildShape,
  dependencyShape,
  healthcheckShape,
  loggingShape,
  secretMountShape,
  serviceShape,
  ulimitShape,
} from "./service-schema";

/** The way to a value in the file: keys of maps and indexes of lists. */
export type ComposePath = readonly (string | number)[];

/** One mistake. */
export interface ComposeIssue {
  readonly path: ComposePath;
  readonly kind: "unsupported-key" | "invalid";
  /** What is wrong and what is allowed: the rest of a sentence that begins with the path. */
  readonly message: string;
}

/** Keys that each map of the file may have, by the map's path; `*` stands for any key or index. */
const supportedKeys: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    "": fileShape,
    "services.*": serviceShape,
    "services.*.build": buildShape,
    "services.*.depends_on.*": dependencyShape,
    "services.*.healthcheck": healthcheckShape,
    "services.*.logging": loggingShape,
    "services.*.networks.*": attachmentShape,
    "services.*.ports.*": longPortShape,
    "services.*.secrets.*": secretMountShape,
    "services.*.ulimits.*": ulimitShape,
    "services.*.volumes.*": longMountShape,
    "networks.*": networkShape,
    "networks.*.ipam": ipamShape,
    "networks.*.ipam.config.*": subnetShape,
    "volumes.*": volumeShape,
    "secrets.*": secretShape,
  }).map(([path, shape]) => [path, Object.keys(shape)]),
);

/** What to write in place of keys that Compose knows and this program does not support. */
const replacements: Readonly<Record<string, string>> = {
  configs: "mount the file with volumes, as ./config/<service>:/etc/<service>:ro",
  cgroup_parent: "set limits with mem_limit and cpus",
  deploy: "set limits with mem_limit and cpus, and restart for the policy",
  devices: "it is not needed on the local stack",
  develop: "rebuild with `./plinth up` after a change",
  dockerfile_inline: "write the Dockerfile into a file and name it with dockerfile",
  env_file:
    "use environment for plain values, and a mounted file for secrets: they would be stored in plain text",
  environment: "use file: a secret's value does not pass through Pulumi's state",
  expose: "leave it out: services of one network reach each other's ports without it",
  extends: "use a YAML anchor and the merge key <<",
  external_links: "use networks with aliases",
  include: "write everything into one file",
  links: "use networks with aliases, and depends_on for the order",
  pids_limit: "use ulimits.nproc: Pulumi's Docker provider has no limit on processes",
  platform: "leave it out: Pulumi's Docker provider would replace the container on every run",
  pull_policy: "leave it out: an image that is present is not pulled again",
  scale: "write a service for each container",
  start_interval: "use interval: engines before version 25 do not have it",
  volumes_from: "name the volumes in both services",
};

/** A path as it is shown: `services.redis.ports[0]`. */
export function formatPath(path: ComposePath): string {
  return path
    .map((segment, index) =>
      typeof segment === "number" ? `[${String(segment)}]` : `${index === 0 ? "" : "."}${segment}`,
    )
    .join("");
}

/** The mistake of a key that is not supported: what to write in its place, or what it was meant to be. */
export function unsupportedKey(path: ComposePath): ComposeIssue {
  const key = String(path.at(-1));
  const supported = supportedKeys.get(pattern(path.slice(0, -1))) ?? [];
  const meant = nearest(key, supported);
  const replacement = replacements[key];
  const advice = replacement ?? (meant === undefined ? undefined : `perhaps ${meant} is meant`);
  const allowed = `Supported here: ${[...supported].sort().join(", ")}, x-*.`;
  const said = advice === undefined ? "is not a supported key" : `is not a supported key; ${advice}`;
  return { path, kind: "unsupported-key", message: `${said}. ${allowed}` };
}

function pattern(path: ComposePath): string {
  const [room, , ...rest] = path;
  if (room === undefined) return "";
  // Names that the user chose stand at every second place: services.<name>.networks.<name>.
  const keys = rest.map((segment, index) => (index % 2 === 1 ? "*" : String(segment)));
  const known = [String(room), "*", ...keys].join(".");
  return room === "networks" && keys[0] === "ipam" && keys.length === 3 ? "networks.*.ipam.config.*" : known;
}

/** The mistakes behind one of zod's issues: one, or one for each unknown key. */
export function describeIssue(issue: z.core.$ZodIssue): readonly ComposeIssue[] {
  const path = issue.path.map((segment) => (typeof segment === "number" ? segment : String(segment)));
  if (issue.code === "unrecognized_keys") return issue.keys.map((key) => unsupportedKey([...path, key]));
  if (issue.code === "invalid_key")
    return [{ path, kind: "invalid", message: issue.issues[0]?.message ?? issue.message }];
  return [{ path, kind: "invalid", message: issue.message }];
}
