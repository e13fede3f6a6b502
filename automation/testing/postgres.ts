/** A Postgres of its own for tests that need one: the stack's image, in a container that goes with the tests. */

import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { isPlinthError } from "../../model/errors";
import { images } from "../../model/versions";
import { docker } from "../docker";
import { lastLines } from "../process";

/** How long the server may take to come up. */
const START_SECONDS = 60;
const TRY_EVERY_MS = 250;

/** A Postgres that answers, or why there is none. */
export type TestPostgres =
  | {
      /** As in `postgres://postgres:password@127.0.0.1:5432/postgres`; its user may make databases. */
      readonly url: string;
      /** Takes it away, with all that is in it. */
      readonly remove: () => Promise<void>;
    }
  | { readonly problem: string };

/** Starts the server on a free port of this machine alone. */
export async function startPostgres(): Promise<TestPostgres> {
  const name = `plinth-test-postgres-${randomBytes(4).toString("hex")}`;
  const password = randomBytes(24).toString("hex");
  const remove = async (): Promise<void> => {
    await docker(["rm", "--force", "--volumes", name]);
  };
  try {
    const image = await imageHere();
    if (image === undefined) return { problem: "the image of Postgres is not on this machine" };
    // In memory, so that nothing waits for a disk; the password is in no argument list.
    await docker(
      [
        ...["run", "--detach", "--name", name, "--env", "POSTGRES_PASSWORD", "--publish", "127.0.0.1::5432"],
        // Not every image listens to others by itself.
        ...["--tmpfs", "/var/lib/postgresql/data", image, "postgres", "-c", "listen_addresses=*"],
      ],
      { env: { POSTGRES_PASSWORD: password } },
    );
    await answers(name);
    const address = lastLines(await docker(["port", name, "5432/tcp"]), 1).join("");
    return { url: `postgres://postgres:${password}@${address}/postgres`, remove };
  } catch (error) {
    if (!isPlinthError(error)) throw error;
    await remove().catch(() => undefined);
    return { problem: error.message };
  }
}

/** The image that was built here, or the one that was pulled. */
async function imageHere(): Promise<string | undefined> {
  const found = await docker(["images", "--format", "{{.Repository}}:{{.Tag}}"]);
  const names = found.split("\n");
  const { built, pull } = images.postgres;
  if (names.includes(built)) return built;
  return names.some((name) => name !== "" && pull.endsWith(name)) ? pull : undefined;
}

/** By TCP: the entry point first starts a server for its own work that listens on a socket alone. */
async function answers(name: string): Promise<void> {
  const giveUpAt = performance.now() + START_SECONDS * 1000;
  for (;;) {
    try {
      await docker(["exec", name, "pg_isready", "--quiet", "--host=127.0.0.1", "--username=postgres"]);
      return;
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await sleep(TRY_EVERY_MS);
    }
  }
}
