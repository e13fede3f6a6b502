/** The parts of `./plinth test`, in the order in which they run. To add one, add an entry. */

import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { exitCodes, isPlinthError } from "../../model/errors";
import { ensureDocker } from "../engine/docker-engine";
import { findPulumi } from "../engine/pulumi-cli";
import { provideImages } from "../images";
import { cachePath, repositoryRoot } from "../paths";
import { lastLines, run } from "../process";
import { Refusals } from "../refusals";
import { silentReporter } from "../reporter";
import { failedOnce, passedOnce, skippedOnce, total } from "./outcome";
import type { Outcome } from "./outcome";
import { installPackages } from "./packages";
import { prometheusTools } from "./prometheus";
import { pythonEnvironment } from "./python";
import { startPostgres, startRedis } from "./servers";
import { check, mocha, parseJunitReport, sharedProcessors, tool, withExitCode } from "./tools";
import type { PartContext } from "./tools";

/** One part. */
export interface TestPart {
  /** Name for `--only`. */
  readonly name: string;
  /** What it looks at. */
  readonly title: string;
  readonly run: (context: PartContext) => Promise<Outcome>;
  /** Processors that it keeps busy, on average; fewer than one where it mostly waits. @default 1 */
  readonly processors?: number;
  /** Earlier parts that are through before it begins, those of them that run at all. @default none */
  readonly after?: readonly string[];
}

/** A part that is one script of package.json. */
function script(name: string, title: string, scriptName: string): TestPart {
  return { name, title, run: (context) => check(context, name, ["npm", "run", "--silent", scriptName]) };
}

/** Where the tests of the stack and of images find what they need. */
const withImages = { after: ["docker", "images"] } as const;

/** Processes of mocha for the unit tests, and what they keep busy: many tests wait for programs that they start. */
const unitJobs = sharedProcessors;
const unitProcessors = 0.75 * unitJobs;

/**
 * Every part, in the order in which they begin: what others wait for, what tells a mistake soon, then what takes longest.
 * Those that take half a processor spend most of their time waiting for servers, and fit beside the unit tests on two
 * processors.
 */
export const testParts: readonly TestPart[] = [
  { name: "docker", title: "a Docker engine for the tests that need one", run: dockerEngine },
  {
    name: "images",
    title: "the images of the local stack, pulled or built where they are missing",
    run: images,
    after: ["docker"],
    processors: 0.5,
  },
  script("lint", "lint rules", "lint"),
  script("types", "types", "types"),
  script("generated", "files generated from model/ are up to date", "generate:check"),
  script("format", "format", "format:check"),
  { name: "yaml", title: "style of YAML", run: yaml },
  { name: "commits", title: "commit messages", run: commits },
  { name: "unit", title: "unit tests", run: unit, processors: unitProcessors, ...withImages },
  {
    name: "e2e",
    title: "the stack on a real Docker engine",
    run: (context) => folderOfTests(context, "e2e"),
    processors: 0.5,
    ...withImages,
  },
  { name: "engine", title: "the program on a real Pulumi engine", run: engine, ...withImages },
  { name: "cluster", title: "manifests on a real Kubernetes API server", run: cluster, processors: 0.5 },
  { name: "ray", title: "tests of the Python jobs on a real Ray", run: (context) => pytest(context, "ray") },
  {
    name: "flows",
    title: "tests of the Python flows",
    run: (context) => pytest(context, "flows"),
    processors: 0.5,
  },
  { name: "router", title: "tests of the router", run: router, processors: 0.75, ...withImages },
  {
    name: "local-agent",
    title: "types, lint rules and tests of the local agent",
    run: localAgent,
    // These look at its folder, and find more there once its packages are installed.
    after: ["types", "lint", "format", "unit"],
  },
  { name: "docs", title: "the documentation builds without a warning", run: docs },
];

async function yaml(context: PartContext): Promise<Outcome> {
  const git = await run("git", ["ls-files", "-z", "*.yaml", "*.yml"], { cwd: repositoryRoot });
  if (git.exitCode !== 0) return skippedOnce("style of YAML", "this is no git repository");
  const environment = await pythonEnvironment(context, "yamllint", "githooks/requirements.txt");
  if ("problem" in environment) return skippedOnce("style of YAML", environment.problem);
  const files = git.stdout
    .split("\0")
    .filter((file) => file !== "" && existsSync(join(repositoryRoot, file)));
  return check(context, "yaml", [environment.python, "-m", "yamllint", "--strict", ...files]);
}

async function commits(context: PartContext): Promise<Outcome> {
  const git = await run("git", ["rev-list", "--max-parents=0", "HEAD"], { cwd: repositoryRoot });
  const oldest = git.stdout.trim().split("\n").at(-1) ?? "";
  if (git.exitCode !== 0 || oldest === "") return skippedOnce("commit messages", "this is no git repository");
  const head = await run("git", ["rev-parse", "HEAD"], { cwd: repositoryRoot });
  // `--from` leaves its own commit out, so a history of one commit is asked for by itself.
  const range = head.stdout.trim() === oldest ? ["--last"] : ["--from", oldest];
  return check(context, "commits", ["npm", "exec", "--", "commitlint", ...range]);
}

/** The tests after this one find the engine running; where there can be none, each of them says so itself. */
async function dockerEngine({ write }: PartContext): Promise<Outcome> {
  try {
    const { version } = await ensureDocker({ ...silentReporter, note: write });
    write(`Docker ${version} answers`);
    return passedOnce;
  } catch (error) {
    if (!isPlinthError(error)) throw error;
    return skippedOnce("a Docker engine", error.message);
  }
}

/** Ahead of the tests that would be skipped for want of an image. */
async function images({ write, signal }: PartContext): Promise<Outcome> {
  try {
    await provideImages("auto", {
      signal,
      onDecision: ({ mode, reason }) =>
        write(`Images: ${mode === "pull" ? "pulled" : "built here"} (${reason})`),
      onProgress: ({ image, phase, seconds }) => {
        if (phase === "ready" || phase === "failed")
          write(`${image}: ${phase} after ${seconds.toFixed(0)} s`);
      },
    });
    return passedOnce;
  } catch (error) {
    if (!isPlinthError(error)) throw error;
    const noEngine = error.code === "docker-missing" || error.code === "engine-unreachable";
    return noEngine ? skippedOnce("the images", error.message) : failedOnce(`images: ${error.format()}`);
  }
}

/**
 * Several processes of mocha, each with files of its own: many tests wait for programs that they start. Where
 * Prometheus's tools cannot be had, the tests that need them say so.
 */
async function unit(context: PartContext): Promise<Outcome> {
  const tools = await prometheusTools(context);
  if ("problem" in tools) context.write(tools.problem);
  return mocha(
    context,
    "unit",
    ["--parallel", "--jobs", String(unitJobs)],
    "path" in tools ? { env: { PATH: tools.path } } : {},
  );
}

/** Where there is no Postgres, no Redis or no Python, the tests that need one are skipped; the others are not. */
async function router(context: PartContext): Promise<Outcome> {
  const clients = await pythonEnvironment(context, "router", "workloads/router/test/python/requirements.txt");
  const servers = {
    ROUTER_TEST_POSTGRES_URL: await startPostgres(),
    ROUTER_TEST_REDIS_URL: await startRedis(),
  };
  const env: Record<string, string> = {};
  if ("problem" in clients) context.write(`No clients in Python: ${clients.problem}`);
  else env["ROUTER_TEST_PYTHON"] = clients.python;
  for (const [variable, server] of Object.entries(servers))
    if ("problem" in server) context.write(`No ${variable}: ${server.problem}`);
    else Object.assign(env, { [variable]: server.url, [variable.replace("_URL", "_IMAGE")]: server.image });
  try {
    return await mocha(context, "router", [], { folder: "workloads/router", env });
  } finally {
    for (const server of Object.values(servers)) if ("remove" in server) await server.remove();
  }
}

/**
 * The local agent is no workspace, because its packages are large: only this part installs them, so it alone can look
 * at types and run the rules that need them.
 */
async function localAgent(context: PartContext): Promise<Outcome> {
  const folder = "workloads/local-agent";
  const packages = await installPackages(context, folder);
  if ("problem" in packages)
    return packages.ours
      ? failedOnce(`local-agent: ${packages.problem}`)
      : skippedOnce("tests of the local agent", packages.problem);
  const program = (...path: string[]): string => join(repositoryRoot, "node_modules", ...path);
  const types = [process.execPath, program("typescript", "bin", "tsc"), "-p", folder] as const;
  const lint = [process.execPath, program("eslint", "bin", "eslint.js"), folder] as const;
  return total([
    await check(context, "types of the local agent", types),
    await check(context, "lint of the local agent", lint),
    await mocha(context, "local-agent", [], { folder }),
  ]);
}

/** The tests of a folder of workloads in Python, with the libraries of its lock. */
async function pytest(context: PartContext, workload: string): Promise<Outcome> {
  const lock = `workloads/${workload}/requirements-dev.txt`;
  const environment = await pythonEnvironment(context, workload, lock);
  if ("problem" in environment) return failedOnce(`${workload}: ${environment.problem}`);
  const report = cachePath("test", `${workload}.xml`);
  rmSync(report, { force: true });
  const command = [environment.python, "-m", "pytest", `--junitxml=${report}`] as const;
  const finished = await tool(context, command, { folder: `workloads/${workload}` });
  return withExitCode(
    workload,
    finished,
    existsSync(report) ? parseJunitReport(readFileSync(report, "utf8")) : undefined,
  );
}

async function docs(context: PartContext): Promise<Outcome> {
  const environment = await pythonEnvironment(context, "docs", "docs/requirements.txt");
  if ("problem" in environment) return failedOnce(`docs: ${environment.problem}`);
  const command = ["-m", "mkdocs", "build", "--strict", "--site-dir", cachePath("site")];
  // Material would advertise its successor on every run.
  return check(context, "docs", [environment.python, ...command], { env: { NO_MKDOCS_2_WARNING: "1" } });
}

async function engine(context: PartContext): Promise<Outcome> {
  const cli = await findPulumi(new Refusals(), silentReporter);
  if ("missing" in cli) return skippedOnce("tests on a real Pulumi engine", cli.missing);
  return folderOfTests(context, "engine");
}

async function cluster(context: PartContext): Promise<Outcome> {
  const script = join("test", "cluster", "control-plane", "install-programs.ts");
  // Ahead of the tests, because the first time on a machine it takes minutes and says how far it is.
  const { exitCode, stdout, stderr } = await tool(context, [
    process.execPath,
    "--require",
    "tsx/cjs",
    script,
  ]);
  if (exitCode === exitCodes.machine)
    return skippedOnce("tests on a real Kubernetes API server", lastLines(stdout, 1).join(""));
  if (exitCode !== 0) return failedOnce(`cluster: ${lastLines(stderr, 1).join("")}`);
  return folderOfTests(context, "cluster", ["--parallel", "--jobs", "2"]);
}

/** The tests of a folder that the unit tests leave out, because they need more than Node. */
function folderOfTests(context: PartContext, folder: string, more: readonly string[] = []): Promise<Outcome> {
  const settings = [
    "--no-config",
    "--require",
    "tsx/cjs",
    "--extension",
    "ts",
    "--forbid-only",
    "--timeout",
    "600000",
  ];
  const spec = join("test", folder, "**", "*.test.ts");
  return mocha(context, folder, [...settings, ...more, spec], { env: { PLINTH_E2E_ENGINE: context.engine } });
}
