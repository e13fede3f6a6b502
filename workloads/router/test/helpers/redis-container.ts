import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { promisify } from "node:util";

import type { Context } from "mocha";

const run = promisify(execFile);

/** Image of a Redis that a test may kill; `./plinth test` names one. */
const image = process.env["ROUTER_TEST_REDIS_IMAGE"];

/** From a hook: skips its suite where there is no image of Redis, and says why. */
export function needsRedisImage(context: Context): void {
  if (image !== undefined) return;
  Object.assign(context.test?.parent ?? {}, {
    skipReason: "ROUTER_TEST_REDIS_IMAGE names no image of Redis",
  });
  context.skip();
}

/** A Redis in a container of the test's own. */
export class RedisContainer {
  readonly url: string;
  readonly #name: string;

  private constructor(name: string, port: number) {
    this.#name = name;
    this.url = `redis://127.0.0.1:${port}/0`;
  }

  static async start(): Promise<RedisContainer> {
    const port = await freePort();
    const name = `plinth-test-redis-${randomBytes(4).toString("hex")}`;
    // One port for all of its lives: the router knows no other.
    const place = ["--publish", `127.0.0.1:${port}:6379`, "--tmpfs", "/data"];
    const command = ["redis-server", "--save", "", "--bind", "0.0.0.0", "--protected-mode", "no"];
    await run("docker", ["run", "--detach", "--name", name, ...place, image ?? "", ...command]);
    return new RedisContainer(name, port);
  }

  /** @param what a command of Docker's: `kill`, `start`, `pause` or `unpause` */
  async do(what: "kill" | "start" | "pause" | "unpause"): Promise<void> {
    await run("docker", [what, this.#name]);
  }

  async remove(): Promise<void> {
    await run("docker", ["rm", "--force", "--volumes", this.#name]);
  }
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
