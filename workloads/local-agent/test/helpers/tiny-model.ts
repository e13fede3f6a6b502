import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { ggufFile } from "./gguf.ts";
import type { Metadata, Tensor } from "./gguf.ts";

/** What a tiny model is like. */
export interface TinyModel {
  /** Weights are random, and the same for the same seed. @default 1 */
  readonly seed?: number;
  /** Tokens that it was made for. @default 32768 */
  readonly contextLength?: number;
  /** Whether its answers end at once, or never. @default "never" */
  readonly ends?: "at once" | "never";
  /** What it says: letters and spaces, or the bytes of characters that are no letters. @default "letters" */
  readonly says?: "letters" | "bytes";
  /** A template for messages, in Jinja. @default none */
  readonly template?: string;
}

const WIDTH = 32;
const HEADS = 2;
const HIDDEN = 64;
const BLOCKS = 1;

/** The kinds of tokens that llama.cpp tells apart. */
const KINDS = { normal: 1, unknown: 2, control: 3, byte: 6 } as const;

/** How much the answer's next token leans towards tokens of a kind: the weight of the constant dimension. */
const LIKELY = 4;
const NEVER = -40;

interface VocabularyToken {
  readonly text: string;
  readonly kind: (typeof KINDS)[keyof typeof KINDS];
}

const CONTROL: readonly VocabularyToken[] = [
  { text: "<unk>", kind: KINDS.unknown },
  { text: "<s>", kind: KINDS.control },
  { text: "</s>", kind: KINDS.control },
];
const BYTES = Array.from({ length: 256 }, (_, byte): VocabularyToken => {
  return { text: `<0x${byte.toString(16).toUpperCase().padStart(2, "0")}>`, kind: KINDS.byte };
});
/** A space is U+2581 in this kind of vocabulary. */
const LETTERS = ["\u2581", ..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.,:?!"].map(
  (text): VocabularyToken => ({ text, kind: KINDS.normal }),
);
const VOCABULARY = [...CONTROL, ...BYTES, ...LETTERS];

/** The bytes of a llama model of random weights, some 170 KB, that answers within milliseconds. */
export function tinyModel(options: TinyModel = {}): Buffer {
  const random = randomNumbers(options.seed ?? 1);
  return ggufFile(metadataOf(options), tensorsOf(options, random));
}

/** Writes models into a folder of their own; `remove` takes it away. */
export class ModelFolder {
  readonly path = mkdtempSync(join(tmpdir(), "plinth-local-agent-"));

  write(name: string, options: TinyModel = {}): string {
    const file = join(this.path, `${name}.gguf`);
    writeFileSync(file, tinyModel(options));
    return file;
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

function metadataOf({ contextLength = 32_768, template }: TinyModel): Record<string, Metadata> {
  const uint32 = (value: number): Metadata => ({ type: "uint32", value });
  const string = (value: string): Metadata => ({ type: "string", value });
  const flag = (value: boolean): Metadata => ({ type: "bool", value });
  return {
    "general.architecture": string("llama"),
    "general.name": string("tiny"),
    "llama.context_length": uint32(contextLength),
    "llama.embedding_length": uint32(WIDTH),
    "llama.block_count": uint32(BLOCKS),
    "llama.feed_forward_length": uint32(HIDDEN),
    "llama.attention.head_count": uint32(HEADS),
    "llama.rope.dimension_count": uint32(WIDTH / HEADS),
    "llama.attention.layer_norm_rms_epsilon": { type: "float32", value: 1e-5 },
    "tokenizer.ggml.model": string("llama"),
    "tokenizer.ggml.tokens": { type: "array", of: "string", value: VOCABULARY.map(({ text }) => text) },
    "tokenizer.ggml.scores": { type: "array", of: "float32", value: VOCABULARY.map((_, at) => -at) },
    "tokenizer.ggml.token_type": { type: "array", of: "int32", value: VOCABULARY.map(({ kind }) => kind) },
    "tokenizer.ggml.unknown_token_id": uint32(0),
    "tokenizer.ggml.bos_token_id": uint32(1),
    "tokenizer.ggml.eos_token_id": uint32(2),
    "tokenizer.ggml.add_bos_token": flag(true),
    "tokenizer.ggml.add_space_prefix": flag(false),
    ...(template !== undefined && { "tokenizer.chat_template": string(template) }),
  };
}

function tensorsOf(options: TinyModel, random: () => number): Record<string, Tensor> {
  const matrix = (columns: number, rows: number, scale: number): Tensor => {
    const data = Float32Array.from({ length: columns * rows }, () => random() * scale);
    return { shape: [columns, rows], data };
  };
  const norm = (): Tensor => ({ shape: [WIDTH], data: new Float32Array(WIDTH).fill(1) });
  // The first number of each token's vector is the same for all, so that the output's first column is a bias.
  const embedding = matrix(WIDTH, VOCABULARY.length, 1);
  const output = matrix(WIDTH, VOCABULARY.length, 1);
  for (const [token, { kind }] of VOCABULARY.entries()) {
    embedding.data[token * WIDTH] = 3;
    output.data[token * WIDTH] = biasOf(token, kind, options);
  }
  const blocks = Array.from({ length: BLOCKS }, (_, block): [string, Tensor][] => [
    [`blk.${block}.attn_norm.weight`, norm()],
    [`blk.${block}.attn_q.weight`, matrix(WIDTH, WIDTH, 0.3)],
    [`blk.${block}.attn_k.weight`, matrix(WIDTH, WIDTH, 0.3)],
    [`blk.${block}.attn_v.weight`, matrix(WIDTH, WIDTH, 0.3)],
    [`blk.${block}.attn_output.weight`, matrix(WIDTH, WIDTH, 0.3)],
    [`blk.${block}.ffn_norm.weight`, norm()],
    [`blk.${block}.ffn_gate.weight`, matrix(WIDTH, HIDDEN, 0.3)],
    [`blk.${block}.ffn_up.weight`, matrix(WIDTH, HIDDEN, 0.3)],
    [`blk.${block}.ffn_down.weight`, matrix(HIDDEN, WIDTH, 0.3)],
  ]);
  return {
    "token_embd.weight": embedding,
    "output_norm.weight": norm(),
    "output.weight": output,
    ...Object.fromEntries(blocks.flat()),
  };
}

function biasOf(token: number, kind: number, { ends = "never", says = "letters" }: TinyModel): number {
  if (token === 2) return ends === "at once" ? -10 * NEVER : NEVER;
  if (kind === KINDS.byte) return says === "bytes" && token >= 3 + 0x80 ? LIKELY : NEVER;
  return kind === KINDS.normal && says === "letters" ? LIKELY : NEVER;
}

/** Numbers from -1 to 1, always the same for a seed (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 31 - 1;
  };
}
