import type { BackendEntry, BackendKind } from "../registry/schema.ts";

import { anthropic } from "./anthropic/index.ts";
import { gemini } from "./gemini/index.ts";
import { localAgent } from "./local-agent/index.ts";
import { openAiCompatible } from "./openai-compatible/index.ts";
import type { WireFormat } from "./wire-format.ts";

/** What the router knows of a kind of backend. */
export interface BackendSort {
  readonly wire: (entry: BackendEntry) => WireFormat;
  /** Base URL where the registry names none; undefined where it must name one. */
  readonly url: string | undefined;
  /** Environment variable of the key where the registry names none; undefined where there is mostly no key. */
  readonly keyVariable: string | undefined;
}

/** Every kind. To add one: its folder, its line here, its name in `backendKinds`. */
export const backendSorts: Readonly<Record<BackendKind, BackendSort>> = {
  "openai-compatible": { wire: openAiCompatible, url: undefined, keyVariable: undefined },
  openai: { wire: openAiCompatible, url: "https://api.openai.com/v1", keyVariable: "EXTERNAL_OPENAI_KEY" },
  anthropic: { wire: anthropic, url: "https://api.anthropic.com/v1", keyVariable: "EXTERNAL_ANTHROPIC_KEY" },
  gemini: {
    wire: gemini,
    url: "https://generativelanguage.googleapis.com/v1beta",
    keyVariable: "EXTERNAL_GEMINI_KEY",
  },
  "local-agent": { wire: localAgent, url: "http://localhost:5000", keyVariable: undefined },
};
