import { execFile } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { createServer } from "node:net";
import { join, relative } from "node:path";
import { promisify } from "node:util";
import { stringify } from "yaml";

const run = promisify(execFile);
export const repository = join(__dirname, "../..");

export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end; a non-zero exit is an answer, not an error. */
export async function execute(
  file: string,
  args: string[],
  options: { env?: NodeJS.ProcessEnv; timeoutSeconds?: number } = {},
): Promise<Finished> {
  try {
    const { stdout, stderr } = await run(file, args, {
      cwd: repository,
      env: { ...process.env, ...options.env },
      timeout: (options.timeoutSeconds ?? 600) * 1000,
      maxBuffer: 64 * 1024 * 1024,
    });
    return { code: 0, stdout, stderr };
  } catch (error) {
    const failed = error as { code?: number | string; stdout?: string; stderr?: string };
    if (typeof failed.code !== "number") throw error;
    return { code: failed.code, stdout: failed.stdout ?? "", stderr: failed.stderr ?? "" };
  }
}

export async function docker(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await execute("docker", args, { timeoutSeconds: 120 });
  if (code !== 0) throw new Error(`docker ${args.join(" ")} failed: ${stderr}`);
  return stdout.trim();
}

export async function dockerAnswers(): Promise<boolean> {
  try {
    return (await execute("docker", ["version", "--format", "{{.Server.Version}}"])).code === 0;
  } catch {
    return false;
  }
}

/** Asks the system for a free TCP port on 127.0.0.1. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => {
        if (address !== null && typeof address === "object") resolve(address.port);
        else reject(new Error("the system gave no port"));
      });
    });
  });
}

export interface Answer {
  status: number;
  body: Buffer;
  json: <T>() => T;
}

/** One HTTP request with a free choice of the Host header, which `fetch` does not allow. */
export function http(
  port: number,
  path: string,
  options: { method?: string; host?: string; body?: unknown; headers?: Record<string, string> } = {},
): Promise<Answer> {
  const payload = options.body === undefined ? undefined : JSON.stringify(options.body);
  const headers: Record<string, string> = { ...options.headers };
  if (options.host !== undefined) headers["host"] = options.host;
  if (payload !== undefined) headers["content-type"] = "application/json";
  return new Promise((resolve, reject) => {
    const call = httpRequest(
      { host: "127.0.0.1", port, path, method: options.method ?? "GET", headers, timeout: 30_000 },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () => {
          const body = Buffer.concat(chunks);
          resolve({
            status: response.statusCode ?? 0,
            body,
            json: <T>() => JSON.parse(body.toString()) as T,
          });
        });
      },
    );
    call.on("timeout", () => call.destroy(new Error(`no answer from 127.0.0.1:${port}${path} in 30 s`)));
    call.on("error", reject);
    call.end(payload);
  });
}

/** Repeats `attempt` every half second until it returns a value; its last failure is in the error. */
export async function eventually<T>(
  what: string,
  timeoutSeconds: number,
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  const end = Date.now() + timeoutSeconds * 1000;
  let last = "no attempt succeeded";
  while (Date.now() < end) {
    try {
      const value = await attempt();
      if (value !== undefined) return value;
    } catch (error) {
      last = String(error);
    }
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`${what} did not happen within ${timeoutSeconds} s: ${last}`);
}

export type PortName = "web" | "prefect" | "mlflow" | "vault" | "router";

/** A whole stack under a name, ports and a data folder of its own, driven through `./plinth`. */
export class TestStack {
  readonly dataDir: string;
  readonly stackFile: string;

  private constructor(
    readonly name: string,
    readonly ports: Record<PortName, number>,
    private more: Readonly<Record<string, unknown>>,
  ) {
    this.dataDir = join(repository, ".plinth", "e2e", name);
    this.stackFile = join(repository, `Pulumi.${name}.yaml`);
  }

  /** @param more config beyond what tells the stack from others */
  static async create(name: string, more: Readonly<Record<string, unknown>> = {}): Promise<TestStack> {
    const ports: Partial<Record<PortName, number>> = {};
    for (const port of ["web", "prefect", "mlflow", "vault", "router"] as const)
      ports[port] = await freePort();
    const stack = new TestStack(name, ports as Record<PortName, number>, more);
    writeFileSync(stack.stackFile, stringify({ config: stack.config }));
    return stack;
  }

  /** The stack's config, as it stands in its file. */
  get config(): Record<string, unknown> {
    return {
      "plinth:target": "compose",
      "plinth:name": this.name,
      "plinth:dataDir": relative(repository, this.dataDir),
      "plinth:ports": this.ports,
      ...this.more,
    };
  }

  /** Changes the stack's file; the next `up` brings the change about. */
  configure(more: Readonly<Record<string, unknown>>): void {
    this.more = more;
    writeFileSync(this.stackFile, stringify({ config: this.config }));
  }

  /** `./plinth <args>`; the stack's name is put behind the command. */
  plinth(command: string, ...args: string[]): Promise<Finished> {
    return execute(join(repository, "plinth"), [command, this.name, ...args], { timeoutSeconds: 3600 });
  }

  container(service: string): string {
    return `${this.name}-${service}`;
  }

  /** Names of the services that have a container now, whether it runs or not. */
  async services(): Promise<string[]> {
    const names = await docker("ps", "--all", "--format", "{{.Names}}", "--filter", `name=^${this.name}-`);
    return names
      .split("\n")
      .filter((name) => name !== "")
      .map((name) => name.slice(this.name.length + 1));
  }

  async inspect(service: string): Promise<ContainerState> {
    return (JSON.parse(await docker("inspect", this.container(service))) as [ContainerState])[0];
  }

  secretFile(service: string, name: string): string {
    return readFileSync(join(this.dataDir, "secrets", service, name), "utf8");
  }

  /** Every generated secret, by its path under data/secrets. */
  secrets(): Map<string, string> {
    const found = new Map<string, string>();
    const root = join(this.dataDir, "secrets");
    for (const entry of readdirSync(root, { recursive: true, encoding: "utf8" })) {
      const path = join(root, entry);
      if (!statSync(path).isFile() || entry.endsWith("init.json")) continue;
      const value = readFileSync(path, "utf8").trim();
      if (value !== "") found.set(entry, value);
    }
    const init = JSON.parse(this.secretFile("vault", "init.json")) as VaultInit;
    found.set("vault/root_token", init.root_token).set("vault/unseal_key", init.unseal_keys_b64[0]);
    return found;
  }

  /** Removes what the repository holds of this stack. */
  forget(): void {
    rmSync(this.stackFile, { force: true });
    const dotenv = join(repository, "docker-compose", ".env");
    const isOurs = existsSync(dotenv) && readFileSync(dotenv, "utf8").includes(`PLINTH_NAME=${this.name}\n`);
    if (isOurs) rmSync(dotenv);
  }
}

export interface VaultInit {
  root_token: string;
  unseal_keys_b64: [string];
}

export interface ContainerState {
  Config: { User: string; Image: string; Env: string[]; Healthcheck?: { Test: string[] } };
  HostConfig: {
    Memory: number;
    RestartPolicy: { Name: string };
    CapDrop: string[] | null;
    PortBindings: Record<string, { HostIp: string; HostPort: string }[]> | null;
    Privileged: boolean;
    Binds: string[] | null;
  };
  State: { Status: string; ExitCode: number; Health?: { Status: string } };
}
