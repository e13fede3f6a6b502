import { createClient, RESP_TYPES } from "@redis/client";

import type { ServerLogin } from "../server-login.ts";

/** A router that has no Redis for so long goes on without it, in milliseconds: it only counts and remembers there. */
const COMMAND_MS = 250;
/** After an answer that did not come nothing is asked for so long, so that a Redis that hangs costs few requests time. */
const REST_MS = 1000;
const CONNECT_MS = 2000;
const LONGEST_PAUSE_MS = 5000;
/** A connection without a sign of life for so long is dead, whatever the operating system says; pings come more often. */
const SILENCE_MS = 15_000;
const PING_MS = 5000;
/** How many keys Redis looks at before it answers. */
const SCAN_COUNT = 1000;

/** Redis, where it answers. Nothing here throws: whoever uses it has another way. */
export class RedisConnection {
  readonly #client: ReturnType<typeof newClient>;
  readonly #onChange: (up: boolean, error: unknown) => void;
  readonly #commandMs: number;
  /** Undefined until it is known for the first time. */
  #state: boolean | undefined;
  #restsUntil = 0;

  /**
   * @param login its URL as in `redis://user:password@host:6379/0`
   * @param onChange hears when Redis comes and goes
   * @param commandMs how long an answer may take, in milliseconds
   */
  constructor(
    login: ServerLogin,
    onChange: (up: boolean, error: unknown) => void = () => undefined,
    commandMs: number = COMMAND_MS,
  ) {
    this.#onChange = onChange;
    this.#commandMs = commandMs;
    this.#client = newClient(login);
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
  script(text: string, sha: string, keys: string[], values: string[]): Promise<unknown> {
    const options = { keys, arguments: values };
    return this.#ask(() =>
      this.#client.evalSha(sha, options).catch((error: unknown) => {
        if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
        return this.#client.eval(text, options);
      }),
    );
  }

  /** @returns null where there is no such key; undefined where Redis does not answer */
  bytes(key: string): Promise<Buffer | null | undefined> {
    const client = this.#client.withTypeMapping({ [RESP_TYPES.BLOB_STRING]: Buffer });
    return this.#ask(() => client.get(key));
  }

  /** @returns whether Redis has it now, for so many milliseconds */
  async keep(key: string, value: Buffer, milliseconds: number): Promise<boolean> {
    const expiration = { type: "PX", value: Math.ceil(milliseconds) } as const;
    return (await this.#ask(() => this.#client.set(key, value, { expiration }))) !== undefined;
  }

  /**
   * Deletes what has a key that begins so.
   * @param prefix without the characters that mean something in a pattern
   * @returns how many there were; undefined where Redis does not answer, or stopped to
   */
  async forget(prefix: string): Promise<number | undefined> {
    let deleted = 0;
    let cursor = "0";
    do {
      // In parts: Redis answers nobody else meanwhile.
      const found = await this.#ask(() =>
        this.#client.scan(cursor, { MATCH: `${prefix}*`, COUNT: SCAN_COUNT }),
      );
      if (found === undefined) return undefined;
      const gone = found.keys.length === 0 ? 0 : await this.#ask(() => this.#client.unlink(found.keys));
      if (gone === undefined) return undefined;
      deleted += gone;
      ({ cursor } = found);
    } while (cursor !== "0");
    return deleted;
  }

  close(): void {
    this.#client.destroy();
  }

  /** A limit of our own: the client's ends with the moment at which a command is on its way. */
  async #ask<Reply>(command: () => Promise<Reply>): Promise<Reply | undefined> {
    if (!this.#client.isReady || performance.now() < this.#restsUntil) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        this.#rest(new Error(`Redis did not answer in ${this.#commandMs} ms.`));
        resolve(undefined);
      }, this.#commandMs);
    });
    const reply = command().then(
      (value) => {
        // Also one that came late: Redis is back.
        this.#restsUntil = 0;
        this.#note(true, undefined);
        return value;
      },
      (error: unknown) => {
        // Refused, for want of a right or of memory: of no more use than one that does not answer.
        if (this.#client.isReady) this.#rest(error);
        return undefined;
      },
    );
    return Promise.race([reply, late]).finally(() => clearTimeout(timer));
  }

  #rest(error: unknown): void {
    this.#restsUntil = performance.now() + REST_MS;
    this.#note(false, error);
  }

  #note(up: boolean, error: unknown): void {
    // Each attempt to connect fails anew; only the first is news.
    if (this.#state === up) return;
    this.#state = up;
    this.#onChange(up, error);
  }
}

/** A user in the URL would count for all of the login, so it goes beside the password. */
function loginByPassword(url: string, password: () => string) {
  const place = new URL(url);
  const username = place.username === "" ? "default" : decodeURIComponent(place.username);
  place.username = "";
  // For each connection anew.
  const credentials = () => Promise.resolve().then(() => ({ username, password: password() }));
  return {
    url: place.href,
    credentialsProvider: { type: "async-credentials-provider" as const, credentials },
  };
}

/** The client's type is made of its options. */
function newClient({ url, password }: ServerLogin) {
  return createClient({
    ...(password === undefined ? { url } : loginByPassword(url, password)),
    // A command of a moment ago is of no use once Redis is back.
    disableOfflineQueue: true,
    pingInterval: PING_MS,
    socket: {
      connectTimeout: CONNECT_MS,
      socketTimeout: SILENCE_MS,
      reconnectStrategy: (attempts) => Math.min(LONGEST_PAUSE_MS, 100 * 2 ** Math.min(attempts, 10)),
    },
  });
}
