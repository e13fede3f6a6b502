import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { completion, FakeUpstream, sendJson } from "./fake-upstream.ts";
import { CHAT, testRouter } from "./router.ts";
import type { TestRouter } from "./router.ts";

/** A router before two upstreams that serve the same model, the first one before the second. */
export class Pair {
  readonly first: FakeUpstream;
  readonly second: FakeUpstream;
  readonly router: TestRouter;
  readonly base: string;
  readonly #folder: string;

  private constructor(
    first: FakeUpstream,
    second: FakeUpstream,
    router: TestRouter,
    base: string,
    folder: string,
  ) {
    this.first = first;
    this.second = second;
    this.router = router;
    this.base = base;
    this.#folder = folder;
  }

  /** @param model the entry of the model `tiny`, without its targets; `models` adds others */
  static async start(
    model: object = {},
    models: object = {},
    env: Record<string, string> = {},
  ): Promise<Pair> {
    const [first, second] = await Promise.all([FakeUpstream.start(), FakeUpstream.start()]);
    first.answer = (response) => sendJson(response, 200, completion("first"));
    second.answer = (response) => sendJson(response, 200, completion("second"));
    const folder = mkdtempSync(join(tmpdir(), "router-registry-"));
    const file = join(folder, "registry.yaml");
    const backends = {
      one: { kind: "openai-compatible", url: first.url },
      two: { kind: "openai-compatible", url: second.url },
    };
    const targets = ["one", "two"].map((backend) => ({ backend, model: "tiny" }));
    writeFileSync(file, JSON.stringify({ backends, models: { tiny: { targets, ...model }, ...models } }));
    const router = testRouter(undefined, { ROUTER_REGISTRY_FILE: file, ...env });
    return new Pair(first, second, router, await router.listen(), folder);
  }

  /** Asks for a chat completion. */
  chat(
    body: object = {},
    headers: Record<string, string> = {},
    signal: AbortSignal | null = null,
  ): Promise<Response> {
    return fetch(`${this.base}/v1/chat/completions`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify({ ...CHAT, ...body }),
      signal,
    });
  }

  async stop(): Promise<void> {
    await this.router.app.close();
    await Promise.all([this.first.stop(), this.second.stop()]);
    rmSync(this.#folder, { recursive: true });
  }
}
