/** Servers of their own for tests that need some: the stack's images, in containers that go with the tests. */

import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isPlinthError } from "../../model/errors";
import { images } from "../../model/versions";
import { docker } from "../docker";
import { lastLines } from "../process";

/** How long a server may take to come up. */
const START_SECONDS = 60;
const TRY_EVERY_MS = 250;

/** A server that answers, or why there is none. */
export type TestServer =
  | {
      /** With user, password, address and port. */
      readonly url: string;
      /** What it was started of. */
      readonly image: string;
      /** Takes it away, with all that is in it. */
      readonly remove: () => Promise<void>;
    }
  | { readonly problem: string };

/** What one kind of server is started with. */
interface ServerKind {
  readonly image: (typeof images)["postgres"] | (typeof images)["redis"];
  readonly port: number;
  /** Where it writes: in memory, so that nothing waits for a disk. */
  readonly folder: string;
  /** Variable that has the password inside; it is in no argument list of this machine. */
  readonly passwordVariable: string;
  readonly command: readonly string[];
  /** Ends with 0 once the server answers, asked inside the container. */
  readonly ready: readonly string[];
  readonly url: (password: string, address: string) => string;
}

/** A Postgres whose user may make databases. */
export function startPostgres(): Promise<TestServer> {
  return start("postgres", {
    image: images.postgres,
    port: 5432,
    folder: "/var/lib/postgresql/data",
    passwordVariable: "POSTGRES_PASSWORD",
    // Not every image listens to others by itself.
    command: ["postgres", "-c", "listen_addresses=*"],
    // By TCP: the entry point first starts a server for its own work that listens on a socket alone.
    ready: ["pg_isready", "--quiet", "--host=127.0.0.1", "--username=postgres"],
    url: (password, address) => `postgres://postgres:${password}@${address}/postgres`,
  });
}

/** A Redis that keeps nothing on disk. */
export function startRedis(): Promise<TestServer> {
  return start("redis", {
    image: images.redis,
    port: 6379,
    folder: "/data",
    passwordVariable: "REDISCLI_AUTH",
    command: ["sh", "-c", 'exec redis-server --save "" --bind 0.0.0.0 --requirepass "$REDISCLI_AUTH"'],
    ready: ["sh", "-c", 'test "$(redis-cli ping)" = PONG'],
    url: (password, address) => `redis://:${password}@${address}/0`,
  });
}

/** On a free port of this machine alone. */
async function start(what: string, kind: ServerKind): Promise<TestServer> {
  const name = `plinth-test-${what}-${randomBytes(4).toString("hex")}`;
  const password = randomBytes(24).toString("hex");
  const remove = async (): Promise<void> => {
    await docker(["rm", "--force", "--volumes", name]);
  };
  try {
    const image = await imageHere(kind.image);
    if (image === undefined) return { problem: `the image of ${what} is not on this machine` };
    await docker(
      [
        ...["run", "--detach", "--name", name, "--env", kind.passwordVariable],
        ...["--publish", `127.0.0.1::${String(kind.port)}`, "--tmpfs", kind.folder, image, ...kind.command],
      ],
      { env: { [kind.passwordVariable]: password } },
    );
    await answers(name, kind.ready);
    const address = lastLines(await docker(["port", name, `${String(kind.port)}/tcp`]), 1).join("");
    return { url: kind.url(password, address), image, remove };
  } catch (error) {
    if (!isPlinthError(error)) throw error;
    await remove().catch(() => undefined);
    return { problem: error.message };
  }
}

/** The image that was built here, or the one that was pulled. */
async function imageHere({ built, pull }: ServerKind["image"]): Promise<string | undefined> {
  const found = await docker(["images", "--format", "{{.Repository}}:{{.Tag}}"]);
  const names = found.split("\n");
  if (names.includes(built)) return built;
  return names.some((name) => name !== "" && pull.endsWith(name)) ? pull : undefined;
}

async function answers(name: string, ready: readonly string[]): Promise<void> {
  const giveUpAt = performance.now() + START_SECONDS * 1000;
  for (;;) {
    try {
      await docker(["exec", name, ...ready]);
      return;
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await sleep(TRY_EVERY_MS);
    }
  }
}
