/** A real Redis in a container of its own, with users of given rules alone. */

import { randomBytes } from "node:crypto";
import { docker, eventually, execute } from "./stack";

const PASSWORD = "0123456789abcdefghij";

/** How long Redis may take to answer, in seconds. */
const START_SECONDS = 30;

/** One server. */
export class RedisContainer<User extends string> {
  readonly #name = `plinth-test-redis-${randomBytes(4).toString("hex")}`;
  #started = false;

  /** @param access the rules of each user, in Redis's words */
  constructor(private readonly access: Readonly<Record<User, string>>) {}

  /** @throws Error where it does not answer in time */
  async start(image: string): Promise<void> {
    const rules = Object.entries<string>(this.access);
    const users = rules.flatMap(([user, words]) => ["--user", user, `>${PASSWORD}`, ...words.split(" ")]);
    this.#started = true;
    await docker(
      ...[
        "run",
        "--detach",
        "--network",
        "none",
        "--name",
        this.#name,
        "--entrypoint",
        "redis-server",
        image,
      ],
      ...["--save", "", "--user", "default", "off", ...users],
    );
    await eventually("Redis answers", START_SECONDS, async () => {
      const [user] = Object.keys(this.access) as User[];
      return user !== undefined && (await this.ask(user, "PING")) === "PONG";
    });
  }

  /** What a user gets for a command: a line for each value, and an error as Redis words it. */
  ask(user: User, ...command: readonly string[]): Promise<string> {
    const login = ["--user", user, "--pass", PASSWORD, "--no-auth-warning"];
    return docker("exec", this.#name, "redis-cli", ...login, ...command);
  }

  async remove(): Promise<void> {
    if (this.#started) await execute("docker", ["rm", "--force", "--volumes", this.#name]);
  }
}
