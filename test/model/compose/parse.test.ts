import assert from "node:assert/strict";
import { parseCompose } from "../../../model/compose";
import type { ComposeModel, ParseOptions, ServiceModel } from "../../../model/compose";

const OPTIONS: ParseOptions = { folder: "/repo/docker-compose", variables: {} };

function modelOf(file: unknown, options: Partial<ParseOptions> = {}): ComposeModel {
  const result = parseCompose(file, { ...OPTIONS, ...options });
  assert.deepEqual(result.issues, undefined);
  assert.ok(result.model);
  return result.model;
}

/** The model of a service of which only some keys are given. */
function serviceOf(keys: object, options: Partial<ParseOptions> = {}, rest: object = {}): ServiceModel {
  const [service] = modelOf({ services: { web: { image: "web:1", ...keys } }, ...rest }, options).services;
  assert.ok(service);
  return service;
}

describe("model/compose/parse", () => {
  it("makes names from the project, which the folder, a variable, the file or the caller names", () => {
    const file = { services: { web: { image: "web:1" }, built: { build: "." } } };
    const model = modelOf(file);
    assert.equal(model.project, "docker-compose");
    assert.deepEqual(
      model.services.map(({ containerName, image }) => [containerName, image]),
      [
        ["docker-compose-web-1", "web:1"],
        ["docker-compose-built-1", "docker-compose-built"],
      ],
    );
    assert.deepEqual(
      model.networks.map(({ id, name }) => [id, name]),
      [["default", "docker-compose_default"]],
    );
    assert.equal(modelOf(file, { folder: "/a/_My App!" }).project, "myapp");
    assert.equal(modelOf(file, { variables: { COMPOSE_PROJECT_NAME: "var" } }).project, "var");
    assert.equal(
      modelOf({ ...file, name: "file" }, { variables: { COMPOSE_PROJECT_NAME: "var" } }).project,
      "file",
    );
    assert.equal(modelOf({ ...file, name: "file" }, { project: "caller" }).project, "caller");
  });

  it("fills in variables in values, also in numbers, and not in keys of the user's own", () => {
    const service = serviceOf(
      {
        ports: ["${PORT}:80"],
        mem_limit: "${MEMORY:-512m}",
        cpus: "${CPUS:-1.5}",
        read_only: "${READ_ONLY:-true}",
      },
      { variables: { PORT: "8080" } },
      { "x-own": "${NEVER:?read}" },
    );
    assert.equal(service.ports[0]?.published, 8080);
    assert.equal(service.resources.memoryMiB, 512);
    assert.equal(service.resources.cpus, 1.5);
    assert.equal(service.security.readOnly, true);
  });

  it("lists the variables that have neither value nor default", () => {
    const model = modelOf({ services: { web: { image: "web:${TAG}", command: "$B ${A} ${C:-c}" } } });
    assert.deepEqual(model.unsetVariables, ["A", "B", "TAG"]);
  });

  it("reads environment and labels as maps and as lists, and takes values from variables where none is given", () => {
    const expected = { TEXT: "a=b", NUMBER: "1", FROM: "outside" };
    const variables = { FROM: "outside" };
    const asMap = { TEXT: "a=b", NUMBER: 1, FROM: null, UNSET: null };
    assert.deepEqual(serviceOf({ environment: asMap }, { variables }).environment, expected);
    const asList = ["TEXT=a=b", "NUMBER=1", "FROM", "UNSET"];
    assert.deepEqual(serviceOf({ environment: asList }, { variables }).environment, expected);
    assert.deepEqual(serviceOf({ labels: ["a=1", "b"] }).labels, { a: "1", b: "" });
  });

  it("splits commands that are written as text", () => {
    const { command, entrypoint } = serviceOf({ command: "serve --name 'a b'", entrypoint: ["sh", "-c"] });
    assert.deepEqual(command, ["serve", "--name", "a b"]);
    assert.deepEqual(entrypoint, ["sh", "-c"]);
  });

  it("reads ports in every form, sorted as the engine lists them", () => {
    const { ports } = serviceOf({
      ports: [
        "127.0.0.1:8081:81",
        "[::1]:9000:90/udp",
        7000,
        "3000-3001:70-71",
        { target: 60, published: "6000" },
      ],
    });
    assert.deepEqual(
      ports.map(({ hostIp, published, target, protocol }) => [hostIp, published, target, protocol]),
      [
        [undefined, 6000, 60, "tcp"],
        [undefined, 3000, 70, "tcp"],
        [undefined, 3001, 71, "tcp"],
        ["127.0.0.1", 8081, 81, "tcp"],
        ["::1", 9000, 90, "udp"],
        [undefined, undefined, 7000, "tcp"],
      ],
    );
  });

  it("reads mounts in every form, with absolute sources", () => {
    const { mounts } = serviceOf(
      {
        volumes: [
          "./config/web:/etc/web/:ro",
          "../data:/data:rw,z",
          "/srv:/srv",
          "cache:/cache",
          "/scratch",
          { type: "bind", source: "./a", target: "/a", read_only: true },
        ],
        secrets: ["token", { source: "key", target: "keys/key" }],
      },
      {},
      {
        volumes: { cache: null, unused: {} },
        secrets: { token: { file: "./secrets/token" }, key: { file: "/etc/key" } },
      },
    );
    const bind = (source: string, target: string, readOnly: boolean, selinux?: "z"): object => ({
      kind: "bind",
      source,
      target,
      readOnly,
      selinux,
    });
    assert.deepEqual(mounts, [
      bind("/repo/docker-compose/config/web", "/etc/web", true),
      bind("/repo/data", "/data", false, "z"),
      bind("/srv", "/srv", false),
      { kind: "volume", volume: "cache", target: "/cache", readOnly: false },
      { kind: "volume", volume: undefined, target: "/scratch", readOnly: false },
      bind("/repo/docker-compose/a", "/a", true),
      bind("/repo/docker-compose/secrets/token", "/run/secrets/token", true),
      bind("/etc/key", "/run/secrets/keys/key", true),
    ]);
  });

  it("keeps only the networks and volumes that are used, with the names that they have in the engine", () => {
    const model = modelOf({
      services: {
        web: {
          image: "web:1",
          networks: { front: { aliases: ["www"] }, back: null },
          volumes: ["data:/data"],
        },
        none: { image: "web:1", network_mode: "none" },
      },
      networks: {
        front: { name: "front", internal: true, ipam: { config: [{ subnet: "10.1.0.0/24" }] } },
        back: { external: true },
        unused: {},
      },
      volumes: { data: { external: true, name: "the-data" }, unused: null },
    });
    assert.deepEqual(
      model.networks.map(({ name, external, internal, subnets }) => [
        name,
        external,
        internal,
        subnets.length,
      ]),
      [
        ["front", false, true, 1],
        ["back", true, false, 0],
      ],
    );
    assert.deepEqual(
      model.volumes.map(({ id, name, external }) => [id, name, external]),
      [["data", "the-data", true]],
    );
    assert.deepEqual(
      model.services.map(({ networks, networkMode }) => [
        networkMode,
        networks.map(({ aliases }) => aliases),
      ]),
      [
        [undefined, [["web", "www"], ["web"]]],
        ["none", []],
      ],
    );
  });

  it("gives a health check Docker's own settings where the file has none", () => {
    const { healthcheck } = serviceOf({ healthcheck: { test: "curl -f localhost", interval: "1m30s" } });
    assert.deepEqual(healthcheck, {
      test: ["CMD-SHELL", "curl -f localhost"],
      intervalSeconds: 90,
      timeoutSeconds: 30,
      startPeriodSeconds: 0,
      retries: 3,
    });
    assert.deepEqual(serviceOf({ healthcheck: { disable: true } }).healthcheck?.test, ["NONE"]);
  });

  it("tells one-shots from services that stay up", () => {
    const check = { test: ["CMD", "true"] };
    const { services } = modelOf({
      services: {
        awaited: { image: "a:1" },
        once: { image: "a:1", restart: "no" },
        checked: { image: "a:1", restart: "no", healthcheck: check },
        unchecked: { image: "a:1", restart: "no", healthcheck: { disable: true } },
        plain: { image: "a:1" },
        web: { image: "a:1", depends_on: { awaited: { condition: "service_completed_successfully" } } },
      },
    });
    assert.deepEqual(
      services.filter(({ oneShot }) => oneShot).map(({ id }) => id),
      ["awaited", "once", "unchecked"],
    );
  });

  it("writes capabilities, paths and limits as the engine reports them", () => {
    const service = serviceOf({
      cap_add: ["net_admin", "CAP_CHOWN"],
      cap_drop: ["ALL"],
      working_dir: "/app/",
      tmpfs: ["/tmp:mode=1777", "/run/"],
      ulimits: { nofile: { soft: 1, hard: 2 }, nproc: 3 },
      stop_grace_period: "1500ms",
      restart: "on-failure:3",
      memswap_limit: -1,
      mem_limit: "1g",
      extra_hosts: { gateway: "host-gateway" },
    });
    assert.deepEqual(service.security.capAdd, ["CAP_NET_ADMIN", "CAP_CHOWN"]);
    assert.deepEqual(service.security.capDrop, ["ALL"]);
    assert.equal(service.settings.workingDir, "/app");
    assert.deepEqual(service.tmpfs, { "/tmp": "mode=1777", "/run": "" });
    assert.deepEqual(service.resources.ulimits, [
      { name: "nofile", soft: 1, hard: 2 },
      { name: "nproc", soft: 3, hard: 3 },
    ]);
    assert.equal(service.settings.stopGraceSeconds, 2);
    assert.deepEqual(service.restart, { policy: "on-failure", maximumRetries: 3 });
    assert.deepEqual([service.resources.memoryMiB, service.resources.memorySwapMiB], [1024, -1]);
    assert.deepEqual(service.extraHosts, [{ host: "gateway", ip: "host-gateway" }]);
  });

  it("leaves out services whose profile is not active", () => {
    const file = { services: { web: { image: "w:1" }, gpu: { image: "g:1", profiles: ["gpu", "all"] } } };
    const ids = (options: Partial<ParseOptions>): string[] =>
      modelOf(file, options).services.map(({ id }) => id);
    assert.deepEqual(ids({}), ["web"]);
    assert.deepEqual(ids({ profiles: ["gpu"] }), ["web", "gpu"]);
    assert.deepEqual(ids({ profiles: ["*"] }), ["web", "gpu"]);
    assert.deepEqual(ids({ variables: { COMPOSE_PROFILES: "x,all" } }), ["web", "gpu"]);
  });

  it("takes no notice of keys that begin with x-, wherever they stand", () => {
    serviceOf({ "x-note": 1, healthcheck: { test: "true", "x-note": 1 } }, {}, { "x-common": { a: "$" } });
  });

  it("reports every mistake at once, each path once", () => {
    const { issues } = parseCompose(
      { services: { web: { imagee: "x", ports: ["${P:?give P}"], depends_on: ["nobody"] } }, netwroks: {} },
      OPTIONS,
    );
    assert.deepEqual(
      issues?.map(({ path, kind }) => [path.join("."), kind]),
      [
        ["services.web.ports.0", "invalid"],
        ["services.web.imagee", "unsupported-key"],
        ["netwroks", "unsupported-key"],
        ["services.web.depends_on.0", "invalid"],
      ],
    );
  });
});
