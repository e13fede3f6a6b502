/** A real Postgres in a container of its own, by TLS alone, and programs beside it that log in as `localhost`. */

import { randomBytes } from "node:crypto";
import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { docker, eventually, execute } from "./stack";
import type { Finished } from "./stack";
import { makeCertificates } from "./state-servers";

/** How long Postgres may take to answer, in seconds. */
const START_SECONDS = 60;

/** The certificates as the container has them, and the file with their authority for whoever checks them. */
const CERTIFICATES = "/run/certificates";

/** A program beside the server. */
export interface Beside {
  readonly image: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly user: number;
  /** Volumes of the pod, by the path that each has. */
  readonly volumes: Readonly<Record<string, string>>;
}

/** One server, with a certificate for `localhost` and an authority that signed it. */
export class PostgresContainer {
  readonly #name = `plinth-test-postgres-${randomBytes(4).toString("hex")}`;
  readonly #folder = mkdtempSync(join(tmpdir(), "plinth-postgres-"));
  readonly #containers: string[] = [];
  readonly #volumes: string[] = [];

  /** The folder of this machine that has the authority, as `ca.crt`. */
  get authority(): string {
    return this.#folder;
  }

  /** @throws Error where it does not answer in time */
  async start(image: string): Promise<void> {
    makeCertificates(this.#folder);
    chmodSync(this.#folder, 0o755);
    chmodSync(join(this.#folder, "tls.key"), 0o644);
    this.#containers.push(this.#name);
    await docker(
      ...["run", "--detach", "--name", this.#name, "--tmpfs", "/var/lib/postgresql/data"],
      ...["--env", "POSTGRES_HOST_AUTH_METHOD=trust", "--volume", `${this.#folder}:${CERTIFICATES}:ro`],
      ...[image, "postgres", "-c", "listen_addresses=*"],
    );
    await eventually("Postgres answers", START_SECONDS, async () => {
      // By TCP: the entry point first starts a server for its own work that listens on a socket alone.
      await this.#inside("pg_isready --quiet --host=127.0.0.1");
      return true;
    });
    await this.#inside(
      [
        `cd "$PGDATA" && umask 077 && cp ${CERTIFICATES}/tls.crt server.crt && cp ${CERTIFICATES}/tls.key server.key`,
        "printf 'local all all trust\\nhostssl all all all scram-sha-256\\n' > pg_hba.conf",
      ].join(" && "),
    );
    await this.run("ALTER SYSTEM SET ssl = on");
    await this.run("SELECT pg_reload_conf()");
  }

  /** Runs a statement as the superuser. @returns its rows, with `|` between columns */
  run(statement: string): Promise<string> {
    const options = [
      "--quiet",
      "--tuples-only",
      "--no-align",
      "--username=postgres",
      "--set=ON_ERROR_STOP=1",
    ];
    return docker("exec", "--user", "postgres", this.#name, "psql", ...options, "--command", statement);
  }

  async #inside(command: string): Promise<void> {
    await docker("exec", "--user", "postgres", this.#name, "sh", "-c", command);
  }

  /** A volume in memory that one user may write, as pods have it. */
  async memory(user: number): Promise<string> {
    const name = `${this.#name}-${String(this.#volumes.length)}`;
    const options = ["type=tmpfs", "device=tmpfs", `o=uid=${String(user)},mode=0700`];
    await docker("volume", "create", ...options.flatMap((option) => ["--opt", option]), name);
    this.#volumes.push(name);
    return name;
  }

  /** Runs a program beside the server to its end, where the server is `localhost`. */
  beside(program: Beside): Promise<Finished> {
    return execute("docker", ["run", "--rm", ...this.#arguments(program)], { timeoutSeconds: 120 });
  }

  /** Starts a program beside the server that goes on. @returns the name of its container */
  async startBeside(program: Beside): Promise<string> {
    const name = `${this.#name}-beside-${String(this.#containers.length)}`;
    this.#containers.push(name);
    await docker("run", "--detach", "--name", name, ...this.#arguments(program));
    return name;
  }

  #arguments({ image, command: [program = "", ...rest], env, user, volumes }: Beside): string[] {
    return [
      ...["--network", `container:${this.#name}`, "--user", `${String(user)}:${String(user)}`],
      ...["--read-only", "--tmpfs", "/tmp:mode=1777", "--cap-drop", "ALL"],
      ...["--security-opt", "no-new-privileges"],
      ...Object.entries(env).flatMap(([key, value]) => ["--env", `${key}=${value}`]),
      ...Object.entries(volumes).flatMap(([path, volume]) => ["--volume", `${volume}:${path}`]),
      ...["--entrypoint", program, image, ...rest],
    ];
  }

  /** Ends all of it and takes away all that it had. */
  async remove(): Promise<void> {
    // Where it never began there may be no Docker to ask.
    const containers = [...this.#containers].reverse();
    if (containers.length > 0) await execute("docker", ["rm", "--force", "--volumes", ...containers]);
    if (this.#volumes.length > 0) await execute("docker", ["volume", "rm", "--force", ...this.#volumes]);
    rmSync(this.#folder, { recursive: true });
  }
}
