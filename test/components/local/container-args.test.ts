import assert from "node:assert/strict";
import { containerArgs, definitionHash, goDuration } from "../../../components/local/container-args";
import { parseCompose } from "../../../model/compose";
import type { ServiceModel } from "../../../model/compose";

function serviceOf(keys: object): ServiceModel {
  const file = { services: { web: { image: "web:1", ...keys } }, volumes: { cache: {} } };
  const { model, issues } = parseCompose(file, { folder: "/app", variables: {} });
  assert.ok(model?.services[0], JSON.stringify(issues));
  return model.services[0];
}

function argsOf(keys: object): ReturnType<typeof containerArgs> {
  return containerArgs(serviceOf(keys), {
    image: "sha256:1",
    networkNames: new Map([["default", "net"]]),
    volumeNames: new Map([["cache", "the-cache"]]),
    labels: { "plinth.service": "web" },
    swapLimit: (swapMiB) => swapMiB,
  });
}

describe("components/local/container-args", () => {
  it("gives only what the file says, and what it must", () => {
    assert.deepEqual(argsOf({}), {
      name: "app-web-1",
      image: "sha256:1",
      labels: [{ label: "plinth.service", value: "web" }],
      networksAdvanced: [{ name: "net", aliases: ["web"] }],
      restart: "no",
      destroyGraceSeconds: 10,
    });
  });

  it("waits for a one-shot to end, and does not keep it running", () => {
    const { attach, mustRun, logs } = argsOf({ restart: "no" });
    // Logs would be kept in the stack's state, where nobody looks for secrets.
    assert.deepEqual([attach, mustRun, logs], [true, false, undefined]);
  });

  it("writes durations, CPUs and swap as the engine reports them", () => {
    const args = argsOf({
      cpus: 2,
      mem_limit: "512m",
      healthcheck: { test: ["CMD", "check"], interval: "90s", timeout: "1500ms", start_period: "1h" },
    });
    assert.equal(args.cpus, "2.0");
    assert.deepEqual([args.memory, args.memorySwap], [512, 1024]);
    assert.deepEqual(args.healthcheck, {
      tests: ["CMD", "check"],
      interval: "1m30s",
      timeout: "1.5s",
      startPeriod: "1h0m0s",
      retries: 3,
    });
    assert.equal(argsOf({ cpus: 0.25 }).cpus, "0.25");
  });

  it("binds paths and volumes as Compose does", () => {
    const { volumes } = argsOf({ volumes: ["./a:/a:ro,Z", "cache:/b", "/c"] });
    assert.deepEqual(volumes, [
      { containerPath: "/a", readOnly: true, hostPath: "/app/a", selinuxRelabel: "Z" },
      { containerPath: "/b", readOnly: false, volumeName: "the-cache" },
      { containerPath: "/c", readOnly: false },
    ]);
  });

  it("uses the grace of the file for stopping and for destroying", () => {
    const { stopTimeout, destroyGraceSeconds } = argsOf({ stop_grace_period: "1m" });
    assert.deepEqual([stopTimeout, destroyGraceSeconds], [60, 60]);
  });

  it("has another definition for every change of the file, and the same where only order or image differ", () => {
    const hash = (keys: object): string => definitionHash(serviceOf(keys));
    const base = { environment: { A: "1", B: "2" }, healthcheck: { test: "true" } };
    assert.equal(hash(base), hash({ ...base, image: "web:2" }));
    assert.equal(hash(base), hash({ ...base, environment: ["B=2", "A=1"] }));
    const changes = [
      { init: true },
      { healthcheck: { test: "true", retries: 9 } },
      { tmpfs: "/tmp" },
      { user: "1" },
    ];
    const hashes = [hash(base), ...changes.map((change) => hash({ ...base, ...change }))];
    assert.equal(new Set(hashes).size, hashes.length);
  });

  it("writes durations as Go does", () => {
    const cases: readonly (readonly [seconds: number, text: string])[] = [
      [0, "0s"],
      [0.0005, "500µs"],
      [0.25, "250ms"],
      [1, "1s"],
      [1.5, "1.5s"],
      [60, "1m0s"],
      [90, "1m30s"],
      [3600, "1h0m0s"],
      [3661.5, "1h1m1.5s"],
    ];
    for (const [seconds, text] of cases) assert.equal(goDuration(seconds), text);
  });
});
