import { statSync } from "node:fs";
import { stat } from "node:fs/promises";

/** How often the files are looked at, in milliseconds. */
const LOOK_MS = 1000;
/** A change is told so long after it was seen, in milliseconds: editors write in several steps. */
const SETTLE_MS = 100;

const MISSING = "missing";

/**
 * Tells when one of some files changes. It asks for their status again and again instead of listening for events:
 * that follows symbolic links, as Kubernetes swaps them where it mounts ConfigMaps and Secrets, and works on network
 * file systems and on folders that Docker shares with a Mac.
 */
export class FileWatch {
  readonly #onChange: () => void;
  /** What each file was when it was last looked at. */
  #seen = new Map<string, string>();
  #timer: NodeJS.Timeout | undefined;
  #stopped = false;

  /** @param onChange hears of changes; several close together are one */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Compares these files from now on with what they are now. A file may be missing: it is told when it appears. */
  follow(paths: readonly string[]): void {
    this.#seen = new Map(paths.map((path) => [path, markNow(path)]));
  }

  /** Begins to look, every second. */
  start(): void {
    this.#timer ??= this.#in(LOOK_MS, () => void this.#look());
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
  }

  async #look(): Promise<void> {
    const changed = await Promise.all([...this.#seen].map(([path, before]) => this.#differs(path, before)));
    if (this.#stopped) return;
    const next = changed.includes(true) ? this.#in(SETTLE_MS, () => this.#tell()) : undefined;
    this.#timer = next ?? this.#in(LOOK_MS, () => void this.#look());
  }

  #tell(): void {
    this.#timer = this.#in(LOOK_MS, () => void this.#look());
    this.#onChange();
  }

  async #differs(path: string, before: string): Promise<boolean> {
    const now = await stat(path, { bigint: true }).then(markOf, () => MISSING);
    // Somebody else may have read the files in the meantime.
    if (now === before || this.#seen.get(path) !== before) return false;
    this.#seen.set(path, now);
    return true;
  }

  #in(milliseconds: number, act: () => void): NodeJS.Timeout {
    return setTimeout(act, milliseconds).unref();
  }
}

function markNow(path: string): string {
  try {
    return markOf(statSync(path, { bigint: true }));
  } catch {
    return MISSING;
  }
}

interface Status {
  readonly dev: bigint;
  readonly ino: bigint;
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
}

/** Differs where a file was written, or where another one is in its place. */
function markOf({ dev, ino, size, mtimeNs, ctimeNs }: Status): string {
  return [dev, ino, size, mtimeNs, ctimeNs].join(":");
}
