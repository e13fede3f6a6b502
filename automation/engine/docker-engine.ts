/** Makes sure that a Docker engine answers: on Debian and Ubuntu, as root, it is installed and started. */

import { spawn } from "node:child_process";
import { existsSync, openSync } from "node:fs";
import { isPlinthError, PlinthError } from "../../model/errors";
import { engineInfo } from "../docker";
import type { EngineInfo } from "../docker";
import { cachePath } from "../paths";
import { lastLines, run } from "../process";
import type { Reporter } from "../reporter";
import { findCompose } from "./compose-cli";
import { programsNamed } from "./find-program";
import { removeReusedPidFile, runsByPidFile } from "./pid-file";

/** How long an engine may take to answer after it was started, in seconds. */
const startSeconds = 60;
/** How long Debian's package manager may take, in seconds. */
const installSeconds = 900;

/** Where the engine keeps the process ids of its programs. */
const pidFiles = {
  dockerd: "/var/run/docker.pid",
  containerd: "/var/run/docker/containerd/containerd.pid",
} as const;

/** Whether we may change the machine: root, on a Debian-like system, with no engine elsewhere chosen. */
function mayManage(): boolean {
  const isRoot = process.getuid?.() === 0;
  return isRoot && process.platform === "linux" && process.env["DOCKER_HOST"] === undefined;
}

function hasApt(): boolean {
  return existsSync("/etc/debian_version") && programsNamed("apt-get").length > 0;
}

/**
 * Returns the engine that answers; installs and starts one where that is allowed.
 *
 * @throws PlinthError docker-missing or engine-unreachable.
 */
export async function ensureDocker(reporter: Reporter): Promise<EngineInfo> {
  try {
    return await engineInfo();
  } catch (error) {
    if (!isPlinthError(error) || !mayManage()) throw error;
    if (error.code !== "docker-missing" && error.code !== "engine-unreachable") throw error;
    // A machine may have the client alone, and then nothing could ever answer it.
    if (programsNamed("dockerd").length === 0) await installDocker(error, reporter);
    await startDocker(error, reporter);
    return engineInfo();
  }
}

async function installDocker(missing: PlinthError, reporter: Reporter): Promise<void> {
  if (!hasApt()) throw missing;
  const compose = "found" in (await findCompose()) ? [] : ["docker-compose"];
  await installPackages(["docker.io", ...compose], reporter);
}

/** Installs Debian's Docker Compose where that is allowed; false where it is not. */
export async function installCompose(reporter: Reporter): Promise<boolean> {
  if (!mayManage() || !hasApt()) return false;
  await installPackages(["docker-compose"], reporter);
  return true;
}

async function installPackages(packages: readonly string[], reporter: Reporter): Promise<void> {
  reporter.note(`Installing ${packages.join(" and ")} with apt-get`);
  const apt = (...args: string[]): ReturnType<typeof run> =>
    run("apt-get", args, {
      env: { DEBIAN_FRONTEND: "noninteractive" },
      timeoutSeconds: installSeconds,
      onLine: (line) => reporter.detail(line),
    });
  // Without fresh lists apt asks for versions that the mirror no longer has.
  await apt("update");
  const finished = await apt("install", "-y", "--no-install-recommends", ...packages);
  if (finished.exitCode === 0) return;
  throw new PlinthError("docker-missing", `apt-get could not install ${packages.join(" and ")}.`, {
    details: lastLines(finished.stderr, 5),
  });
}

/** Starts the engine by the first way that this machine knows and that works. */
async function startDocker(unreachable: PlinthError, reporter: Reporter): Promise<void> {
  // A second one could not start beside it, and it may only be busy.
  if (runsByPidFile(pidFiles.dockerd, "dockerd")) {
    reporter.note("The Docker engine runs but does not answer; waiting for it.");
    if (await answersWithin(startSeconds)) return;
    throw unreachable;
  }
  if (programsNamed("dockerd").length === 0) throw unreachable;
  forgetKilledEngine(reporter);
  const ways: (readonly [string, ...string[]])[] = [];
  if (existsSync("/run/systemd/system")) ways.push(["systemctl", "start", "docker"]);
  if (existsSync("/etc/init.d/docker")) ways.push(["service", "docker", "start"]);
  for (const [file, ...args] of ways) {
    reporter.note(`Starting the Docker engine: ${[file, ...args].join(" ")}`);
    const { exitCode } = await run(file, args, { timeoutSeconds: startSeconds });
    if (exitCode === 0 && (await answersWithin(startSeconds / 4))) return;
  }
  const log = cachePath("logs", "dockerd.log");
  reporter.note(`Starting the Docker engine: dockerd, in the background; its log is ${log}`);
  const output = openSync(log, "a");
  spawn("dockerd", [], { detached: true, stdio: ["ignore", output, output] })
    .on("error", () => undefined)
    .unref();
  if (await answersWithin(startSeconds)) return;
  throw new PlinthError("engine-unreachable", "The Docker engine was started but does not answer.", {
    fix: `Read why in ${log}, then start the engine by hand: \`service docker start\`.`,
  });
}

/**
 * An engine that was killed leaves its process ids behind. Where another program has one of them by now, the next
 * engine refuses to start, or takes that program for its containerd, waits for it, and kills it.
 */
function forgetKilledEngine(reporter: Reporter): void {
  for (const [program, file] of Object.entries(pidFiles))
    if (removeReusedPidFile(file, program))
      reporter.note(`Deleted ${file}: another program has the process id of a ${program} that was killed.`);
}

async function answersWithin(seconds: number): Promise<boolean> {
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    const answered = await engineInfo().then(
      () => true,
      () => false,
    );
    if (answered) return true;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  return false;
}
