import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { docker, execute, freePort, repository } from "./stack";
import type { Finished } from "./stack";

/** Images with a shell, of which one is there on any machine that has run Plinth, or can be pulled. */
const candidates = ["plinth/base:trixie", "busybox:latest", "debian:trixie-slim", "alpine:latest"];

/** A present image with a shell, or `undefined` where none is there and none can be pulled. */
export async function imageWithShell(): Promise<string | undefined> {
  for (const image of candidates) {
    const { code } = await execute("docker", ["image", "inspect", image]);
    if (code === 0) return image;
  }
  const pulled = await execute("docker", ["pull", "--quiet", "busybox:latest"], { timeoutSeconds: 60 }).catch(
    () => undefined,
  );
  return pulled?.code === 0 ? "busybox:latest" : undefined;
}

/** What the services of a small stack do; each is a shell script. */
export interface SmallScripts {
  prepare?: string;
  store?: string;
  web?: string;
  deploy?: string;
}

/** A stack of four tiny services that is up within seconds, driven through `./plinth`. */
export class SmallStack {
  readonly folder: string;
  readonly dataDir: string;
  readonly stackFile: string;

  private constructor(
    readonly name: string,
    readonly image: string,
    readonly port: number,
  ) {
    this.folder = join(repository, ".plinth", "test", name);
    this.dataDir = join(this.folder, "data");
    // The name of the file is one that git ignores.
    this.stackFile = join(repository, `Pulumi.${name}.yaml`);
  }

  /** @param purpose part of the name, which is another one in every process: tests of two may run at once. */
  static async create(purpose: string, image: string, scripts: SmallScripts = {}): Promise<SmallStack> {
    const stack = new SmallStack(`e2e-${purpose}-${process.pid}`, image, await freePort());
    mkdirSync(stack.folder, { recursive: true });
    stack.write(scripts);
    stack.configure({});
    return stack;
  }

  /** Writes the stack's config; `more` adds lines below `config:`. */
  configure(more: Readonly<Record<string, string>>): void {
    const config = {
      target: "compose",
      name: this.name,
      composeFile: relative(repository, join(this.folder, "compose.yaml")),
      dataDir: relative(repository, this.dataDir),
      ports: `{ web: ${this.port} }`,
      ...more,
    };
    const lines = Object.entries(config).map(([key, value]) => `  plinth:${key}: ${value}`);
    writeFileSync(this.stackFile, ["config:", ...lines, ""].join("\n"));
  }

  /** Writes the compose file. */
  write(scripts: SmallScripts): void {
    writeFileSync(join(this.folder, "compose.yaml"), composeText(this.image, scripts));
  }

  plinth(args: string[], env: NodeJS.ProcessEnv = {}): Promise<Finished> {
    return execute(join(repository, "plinth"), args, { env, timeoutSeconds: 600 });
  }

  container(service: string): string {
    return `${this.name}-${service}`;
  }

  async states(): Promise<Record<string, string>> {
    const text = await docker(
      "ps",
      "--all",
      "--format",
      "{{.Names}}\t{{.State}}",
      "--filter",
      `name=^${this.name}-`,
    );
    const rows = text.split("\n").filter((line) => line !== "");
    return Object.fromEntries(
      rows.map((row) => row.slice(this.name.length + 1).split("\t") as [string, string]),
    );
  }

  /** Removes everything, whatever state it is in. */
  async remove(): Promise<void> {
    const ids = await docker("ps", "--all", "--quiet", "--filter", `name=^${this.name}-`);
    if (ids !== "") await docker("rm", "--force", "--volumes", ...ids.split("\n"));
    const networks = await docker("network", "ls", "--quiet", "--filter", `name=^${this.name}-`);
    if (networks !== "") await docker("network", "rm", ...networks.split("\n"));
    this.forget();
  }

  /** Removes its files. */
  forget(): void {
    rmSync(this.folder, { recursive: true, force: true });
    rmSync(this.stackFile, { force: true });
  }
}

function composeText(image: string, scripts: SmallScripts): string {
  const { prepare = "date >>/data/prepared", store = "touch /tmp/ready; exec sleep 3600" } = scripts;
  const { web = "exec sleep 3600", deploy = "date >>/data/deployed" } = scripts;
  const command = (script: string): string => JSON.stringify(["sh", "-c", script.replaceAll("$", "$$")]);
  return `
x-small: &small
  image: ${image}
  init: true
  stop_grace_period: 1s
  networks: [inner]
services:
  prepare:
    <<: *small
    container_name: \${PLINTH_NAME}-prepare
    restart: "no"
    command: ${command(prepare)}
    volumes: ["\${PLINTH_DATA_DIR}:/data"]
  store:
    <<: *small
    container_name: \${PLINTH_NAME}-store
    restart: unless-stopped
    depends_on: { prepare: { condition: service_completed_successfully } }
    command: ${command(store)}
    healthcheck: { test: [CMD, test, -e, /tmp/ready], interval: 1s, timeout: 2s, retries: 8 }
  web:
    <<: *small
    container_name: \${PLINTH_NAME}-web
    restart: unless-stopped
    depends_on: { store: { condition: service_healthy } }
    command: ${command(web)}
    ports: ["127.0.0.1:\${PLINTH_PORT_WEB}:80"]
  deploy:
    <<: *small
    container_name: \${PLINTH_NAME}-deploy
    restart: "no"
    depends_on: { store: { condition: service_healthy } }
    command: ${command(deploy)}
    volumes: ["\${PLINTH_DATA_DIR}:/data"]
networks:
  inner: { name: "\${PLINTH_NAME}-inner" }
`;
}
