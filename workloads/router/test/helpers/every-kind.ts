import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { FakeUpstream } from "./fake-upstream.ts";
import { testRouter } from "./router.ts";
import type { TestRouter } from "./router.ts";

export const KINDS = ["openai-compatible", "anthropic", "gemini", "local-agent"] as const;
export type Kind = (typeof KINDS)[number];

/** A router with a model before each kind of backend, named like it; one fake upstream plays them all. */
export class EveryKind {
  readonly upstream: FakeUpstream;
  readonly router: TestRouter;
  readonly base: string;
  readonly #folder: string;

  private constructor(upstream: FakeUpstream, router: TestRouter, base: string, folder: string) {
    this.upstream = upstream;
    this.router = router;
    this.base = base;
    this.#folder = folder;
  }

  /** @param model keys of each model's entry */
  static async start(model: object = {}): Promise<EveryKind> {
    const upstream = await FakeUpstream.start();
    const folder = mkdtempSync(join(tmpdir(), "router-faults-"));
    const file = join(folder, "registry.yaml");
    const backends = Object.fromEntries(KINDS.map((kind) => [kind, { kind, url: upstream.url }]));
    const entry = (kind: Kind): object => {
      return { targets: [{ backend: kind, model: "m" }], num_retries: 0, allowed_fails: 1000, ...model };
    };
    const models = Object.fromEntries(KINDS.map((kind) => [kind, entry(kind)]));
    writeFileSync(file, JSON.stringify({ backends, models }));
    const router = testRouter(undefined, { ROUTER_REGISTRY_FILE: file, ROUTER_BODY_LIMIT_MIB: "1" });
    return new EveryKind(upstream, router, await router.listen(), folder);
  }

  /** What the router has logged, and the upstream has seen, is forgotten. */
  forget(): void {
    this.router.logs.length = 0;
    this.upstream.seen.length = 0;
  }

  async stop(): Promise<void> {
    this.router.app.server.closeAllConnections();
    await this.router.app.close();
    await this.upstream.stop();
    rmSync(this.#folder, { recursive: true });
  }
}
