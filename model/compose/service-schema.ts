/** The keys of a service. */

import { z } from "zod";
import {
  commandWords,
  cpus,
  durationSeconds,
  flag,
  integer,
  listOrMap,
  memoryMiB,
  mustBe,
  scalarText,
  strict,
  swapMiB,
  text,
  textLike,
  textMap,
  textOrTexts,
  texts,
} from "./fields";
import { mountList, withoutEndingSlash } from "./mounts";
import { portList } from "./ports";
import type { DependencyCondition, ExtraHostModel, RestartModel } from "./types";

/** Keys of `build`. */
export const buildShape = {
  context: text(),
  dockerfile: text().default("Dockerfile"),
  args: textMap("build arguments").optional(),
  target: text().optional(),
};

const build = z.preprocess(
  (value) => (typeof value === "string" ? { context: value } : value),
  strict(buildShape, "a folder, or a map with the key context"),
);

/** Keys of one entry of `depends_on`. */
export const dependencyShape = {
  condition: z
    .enum(
      ["service_started", "service_healthy", "service_completed_successfully"],
      mustBe("service_started, service_healthy or service_completed_successfully"),
    )
    .default("service_started"),
};

const dependsOn = listOrMap<Record<string, { condition: DependencyCondition }>>(
  texts("services").transform((names) =>
    Object.fromEntries(names.map((name) => [name, { condition: "service_started" as const }])),
  ),
  z.record(z.string(), strict(dependencyShape, "a map with the key condition")),
  "services",
);

/** Keys of one entry of a service's `networks`. */
export const attachmentShape = {
  aliases: texts("names").default([]),
  ipv4_address: textLike(/^\d{1,3}(?:\.\d{1,3}){3}$/, "an IPv4 address").optional(),
};

/** A network that the service is attached to, as it is written. */
interface WrittenAttachment {
  aliases: string[];
  ipv4_address?: string | undefined;
}

const attachments = listOrMap<Record<string, WrittenAttachment>>(
  texts("networks").transform((names) => Object.fromEntries(names.map((name) => [name, { aliases: [] }]))),
  z.record(
    z.string(),
    z.preprocess(
      (value) => value ?? {},
      strict(attachmentShape, "a map of the network's settings, or empty"),
    ),
  ),
  "networks",
);

/** Keys of `healthcheck`. */
export const healthcheckShape = {
  test: z
    .union([text(), texts("words")], mustBe("text or a list that begins with CMD, CMD-SHELL or NONE"))
    .optional(),
  interval: durationSeconds().optional(),
  timeout: durationSeconds().optional(),
  start_period: durationSeconds().optional(),
  retries: integer(0, 10_000, "a number of checks").optional(),
  disable: flag().optional(),
};

const healthcheck = strict(healthcheckShape, "a map with the key test").superRefine((check, context) => {
  const { test } = check;
  if (Array.isArray(test) && !["CMD", "CMD-SHELL", "NONE"].includes(test[0] ?? "")) {
    context.addIssue({ code: "custom", path: ["test"], message: "must begin with CMD, CMD-SHELL or NONE" });
  }
});

/** Keys of `logging`. */
export const loggingShape = {
  driver: text().optional(),
  options: z.record(z.string(), scalarText(), mustBe("a map of text")).optional(),
};

const restart = textLike(
  /^(?:no|always|unless-stopped|on-failure(?::\d{1,5})?)$/,
  '"no", always, unless-stopped, on-failure or on-failure:<retries>',
).transform((value): RestartModel => {
  const [policy, retries] = value.split(":");
  return {
    policy: policy as RestartModel["policy"],
    maximumRetries: retries === undefined ? undefined : Number(retries),
  };
});

const capabilities = z
  .array(
    textLike(/^(?:CAP_)?[A-Za-z_]+$/, "the name of a Linux capability"),
    mustBe("a list of Linux capabilities"),
  )
  .transform((names) => names.map(capabilityName));

/** The name as the engine reports it. */
function capabilityName(name: string): string {
  const upper = name.toUpperCase();
  return upper === "ALL" || upper.startsWith("CAP_") ? upper : `CAP_${upper}`;
}

const EXTRA_HOST = /^(?<host>[^:=\s]+)[:=](?<ip>\d{1,3}(?:\.\d{1,3}){3}|host-gateway)$/;

const extraHosts = listOrMap<string[]>(
  texts("hosts"),
  z.record(z.string(), text()).transform((map) => Object.entries(map).map(([host, ip]) => `${host}:${ip}`)),
  "hosts",
).transform((entries, context) => entries.flatMap((entry) => readExtraHost(entry, context)));

function readExtraHost(entry: string, context: z.core.$RefinementCtx<unknown>): ExtraHostModel[] {
  const { host, ip } = EXTRA_HOST.exec(entry)?.groups ?? {};
  if (host !== undefined && ip !== undefined) return [{ host, ip }];
  context.addIssue(
    `must hold "name:IPv4 address" or "name:host-gateway", and holds ${JSON.stringify(entry)}`,
  );
  return [];
}

const securityOpts = texts("security options").superRefine((options, context) => {
  if (!options.includes("systempaths=unconfined")) return;
  context.addIssue(
    "has systempaths=unconfined, which Pulumi's Docker provider would report as changed on every run",
  );
});

const limit = (what: string) => integer(-1, Number.MAX_SAFE_INTEGER, what);

/** Keys of one entry of `ulimits`. */
export const ulimitShape = { soft: limit("the soft limit"), hard: limit("the hard limit") };

const ulimits = z.record(
  z.string(),
  z.preprocess(
    (value) => (typeof value === "object" ? value : { soft: value, hard: value }),
    strict(ulimitShape, "a number, or a map with soft and hard"),
  ),
  mustBe("a map of limits"),
);

/** Tmpfs mounts by their path: a list of `path` or `path:options`. */
const tmpfs = textOrTexts("paths").transform((entries) =>
  Object.fromEntries(
    entries.map((entry) => {
      const end = entry.indexOf(":");
      return end < 0
        ? [withoutEndingSlash(entry), ""]
        : [withoutEndingSlash(entry.slice(0, end)), entry.slice(end + 1)];
    }),
  ),
);

/** Keys of one entry of a service's `secrets`. */
export const secretMountShape = { source: text(), target: text().optional() };

const secretMounts = z.array(
  z.preprocess(
    (value) => (typeof value === "string" ? { source: value } : value),
    strict(secretMountShape, "a secret's name, or a map with source and target"),
  ),
  mustBe("a list of secrets"),
);

const absolutePath = () => textLike(/^\//, "an absolute path").transform(withoutEndingSlash);

const definition = {
  image: text().optional(),
  build: build.optional(),
  container_name: textLike(/^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/, "a container's name").optional(),
  command: commandWords().optional(),
  entrypoint: commandWords().optional(),
  environment: textMap("variables").optional(),
  labels: textMap("labels").optional(),
  depends_on: dependsOn.optional(),
  profiles: texts("profiles").optional(),
  healthcheck: healthcheck.optional(),
  restart: restart.optional(),
};

const storageAndNetwork = {
  volumes: mountList.optional(),
  tmpfs: tmpfs.optional(),
  secrets: secretMounts.optional(),
  ports: portList.optional(),
  networks: attachments.optional(),
  network_mode: z.enum(["none", "host", "bridge"], mustBe("none, host or bridge")).optional(),
  extra_hosts: extraHosts.optional(),
  hostname: text().optional(),
  domainname: text().optional(),
  dns: textOrTexts("addresses").optional(),
  dns_search: textOrTexts("domains").optional(),
  dns_opt: texts("options").optional(),
};

const limits = {
  mem_limit: memoryMiB().optional(),
  mem_reservation: memoryMiB().optional(),
  memswap_limit: swapMiB().optional(),
  shm_size: memoryMiB().optional(),
  cpus: cpus().optional(),
  cpu_shares: integer(2, 262_144, "a weight").optional(),
  cpuset: textLike(/^\d+(?:[,-]\d+)*$/, "numbers of CPUs such as 0-1 or 0,2").optional(),
  ulimits: ulimits.optional(),
};

const processAndSecurity = {
  user: scalarText().optional(),
  group_add: texts("groups").optional(),
  privileged: flag().optional(),
  read_only: flag().optional(),
  cap_add: capabilities.optional(),
  cap_drop: capabilities.optional(),
  security_opt: securityOpts.optional(),
  sysctls: textMap("kernel parameters").optional(),
  ipc: z
    .enum(["private", "shareable", "host", "none"], mustBe("private, shareable, host or none"))
    .optional(),
  pid: z.literal("host", mustBe("host")).optional(),
  working_dir: absolutePath().optional(),
  init: flag().optional(),
  tty: flag().optional(),
  stdin_open: flag().optional(),
  stop_signal: textLike(/^(?:SIG)?[A-Z0-9+-]+$/, "the name of a signal such as SIGTERM").optional(),
  stop_grace_period: durationSeconds().optional(),
  logging: strict(loggingShape, "a map with driver and options").optional(),
};

/** Every key of a service. */
export const serviceShape = { ...definition, ...storageAndNetwork, ...limits, ...processAndSecurity };

/** One service as it is written. */
export const serviceSchema = strict(serviceShape, "a map of a service's keys").superRefine(
  (service, context) => {
    if (service.image === undefined && service.build === undefined)
      context.addIssue("has neither image nor build");
    const { network_mode, networks, mem_limit, memswap_limit } = service;
    if (network_mode !== undefined && networks !== undefined)
      context.addIssue("has both network_mode and networks");
    if (memswap_limit === undefined || memswap_limit === -1) return;
    if (mem_limit === undefined || mem_limit > memswap_limit) {
      const message = "counts memory and swap together, so it needs a mem_limit and must not be below it";
      context.addIssue({ code: "custom", path: ["memswap_limit"], message });
    }
  },
);
export type WrittenService = z.infer<typeof serviceSchema>;
