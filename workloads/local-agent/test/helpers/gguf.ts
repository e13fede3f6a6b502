/**
 * Writes GGUF files, the format that llama.cpp reads: a header, typed metadata, the tensors' descriptions, and their
 * numbers at aligned offsets. Source: https://github.com/ggml-org/ggml/blob/master/docs/gguf.md
 */

const MAGIC = "GGUF";
const VERSION = 3;
/** `general.alignment` where the file does not name another. */
const ALIGNMENT = 32;
/** The type of a tensor of 32-bit floats, the only one written here. */
const F32 = 0;

/** The numbers of the types of metadata. */
const TYPES = { uint32: 4, int32: 5, float32: 6, bool: 7, string: 8, array: 9 } as const;

type Scalar = "uint32" | "int32" | "float32" | "bool" | "string";

/** One value of the metadata. */
export type Metadata =
  | { readonly type: Scalar; readonly value: number | boolean | string }
  | { readonly type: "array"; readonly of: Scalar; readonly value: readonly (number | string)[] };

/** One tensor; `shape` begins with the length of a row. */
export interface Tensor {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** The bytes of a file. */
export function ggufFile(
  metadata: Readonly<Record<string, Metadata>>,
  tensors: Readonly<Record<string, Tensor>>,
): Buffer {
  const head = [Buffer.from(MAGIC), uint32(VERSION), uint64(Object.keys(tensors).length)];
  head.push(uint64(Object.keys(metadata).length));
  for (const [key, value] of Object.entries(metadata)) head.push(text(key), ...typed(value));
  const bodies: Buffer[] = [];
  let offset = 0;
  for (const [name, { shape, data }] of Object.entries(tensors)) {
    head.push(text(name), uint32(shape.length), ...shape.map(uint64), uint32(F32), uint64(offset));
    const body = padded(Buffer.from(data.buffer, data.byteOffset, data.byteLength));
    bodies.push(body);
    offset += body.length;
  }
  return Buffer.concat([padded(Buffer.concat(head)), ...bodies]);
}

function typed(metadata: Metadata): Buffer[] {
  const type = uint32(TYPES[metadata.type]);
  if (metadata.type !== "array") return [type, scalar(metadata.type, metadata.value)];
  const { of, value } = metadata;
  return [type, uint32(TYPES[of]), uint64(value.length), ...value.map((item) => scalar(of, item))];
}

function scalar(type: Scalar, value: number | boolean | string): Buffer {
  if (type === "string") return text(String(value));
  if (type === "bool") return Buffer.from([Number(value)]);
  const bytes = Buffer.alloc(4);
  if (type === "float32") bytes.writeFloatLE(Number(value));
  else if (type === "int32") bytes.writeInt32LE(Number(value));
  else bytes.writeUInt32LE(Number(value));
  return bytes;
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  return scalar("uint32", value);
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function padded(bytes: Buffer): Buffer {
  return Buffer.concat([bytes, Buffer.alloc((ALIGNMENT - (bytes.length % ALIGNMENT)) % ALIGNMENT)]);
}
