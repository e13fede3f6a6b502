import { createConnection, createServer } from "node:net";
import type { Server, Socket } from "node:net";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Stands between the docker command and the engine, and can die as an engine dies. */
export class EngineRelay {
  private readonly folder = mkdtempSync(join(tmpdir(), "plinth-relay-"));
  private readonly path = join(this.folder, "docker.sock");
  private readonly sockets = new Set<Socket>();
  private server: Server | undefined;

  /** Value for DOCKER_HOST. */
  get host(): string {
    return `unix://${this.path}`;
  }

  start(engineSocket = "/var/run/docker.sock"): Promise<void> {
    this.server = createServer((client) => {
      const engine = createConnection(engineSocket);
      for (const [from, to] of [
        [client, engine],
        [engine, client],
      ] as const) {
        this.sockets.add(from);
        from.on("error", () => to.destroy());
        from.on("close", () => {
          this.sockets.delete(from);
          to.destroy();
        });
        from.pipe(to);
      }
    });
    return new Promise((resolve) => this.server?.listen(this.path, resolve));
  }

  /** From now on nothing answers. */
  die(): void {
    this.server?.close();
    for (const socket of this.sockets) socket.destroy();
  }

  remove(): void {
    this.die();
    rmSync(this.folder, { recursive: true, force: true });
  }
}
