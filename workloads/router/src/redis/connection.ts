import { createClient } from "@redis/client";

/** A router that has no Redis for so long goes on without it, in milliseconds: it only counts and remembers there. */
const COMMAND_MS = 250;
const CONNECT_MS = 2000;
const LONGEST_PAUSE_MS = 5000;

type Client = ReturnType<typeof createClient>;

/** Redis, where it answers. Nothing here throws: whoever uses it has another way. */
export class RedisConnection {
  readonly #client: Client;
  readonly #onChange: (up: boolean, error: unknown) => void;
  /** Undefined until it is known for the first time. */
  #state: boolean | undefined;

  /**
   * @param url as in `redis://user:password@host:6379/0`
   * @param onChange hears when Redis comes and goes
   */
  constructor(url: string, onChange: (up: boolean, error: unknown) => void = () => undefined) {
    this.#onChange = onChange;
    this.#client = createClient({
      url,
      // A command of a moment ago is of no use once Redis is back.
      disableOfflineQueue: true,
      commandOptions: { timeout: COMMAND_MS },
      socket: {
        connectTimeout: CONNECT_MS,
        reconnectStrategy: (attempts) => Math.min(LONGEST_PAUSE_MS, 100 * 2 ** Math.min(attempts, 10)),
      },
    });
    this.#client.on("ready", () => this.#note(true, undefined));
    this.#client.on("error", (error: unknown) => this.#note(false, error));
  }

  get up(): boolean {
    return this.#state === true;
  }

  /** Begins to connect, and goes on trying for as long as it takes. */
  start(): void {
    void this.#client.connect().catch((error: unknown) => this.#note(false, error));
  }

  /** @returns what the script gives; undefined where Redis does not answer */
  async script(text: string, sha: string, keys: string[], values: string[]): Promise<unknown> {
    if (!this.#client.isReady) return undefined;
    const options = { keys, arguments: values };
    try {
      return await this.#client.evalSha(sha, options);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) return undefined;
      return this.#client.eval(text, options).catch(() => undefined);
    }
  }

  close(): void {
    this.#client.destroy();
  }

  #note(up: boolean, error: unknown): void {
    // Each attempt to connect fails anew; only the first is news.
    if (this.#state === up) return;
    this.#state = up;
    this.#onChange(up, error);
  }
}
