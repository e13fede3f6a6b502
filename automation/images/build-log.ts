/** Keeps what a build says: all of it in a file, the end of it for the error. */

import { createWriteStream } from "node:fs";
import { stripVTControlCharacters } from "node:util";
import { PlinthError } from "../../model/errors";
import { engineError } from "../docker";
import { cachePath } from "../paths";
import type { Finished } from "../process";

/** So many lines of a failed build are shown. */
const shownLines = 20;

const diskFull = /no space left on device|ENOSPC|disk quota exceeded/i;

/** The log of one build. */
export class BuildLog {
  readonly path: string;
  private readonly tail: string[] = [];
  private readonly file;
  private full = false;

  constructor(name: string, path = cachePath("logs", `image-${name}.log`)) {
    this.path = path;
    this.file = createWriteStream(path);
    // A log that cannot be written, on a full disk for example, must not end the build in place of its own error.
    this.file.on("error", () => undefined);
  }

  /** Adds a line and returns it without colours. */
  add(line: string): string {
    const text = stripVTControlCharacters(line).trimEnd();
    this.file.write(`${text}\n`);
    if (diskFull.test(text)) this.full = true;
    if (text.trim() !== "") this.tail.push(text);
    if (this.tail.length > shownLines) this.tail.shift();
    return text;
  }

  /** Resolves when everything is in the file. */
  async close(): Promise<void> {
    await new Promise<void>((resolve) => {
      this.file.once("close", resolve);
      this.file.end();
    });
  }

  /** The error of a build that has failed: what stopped it, and the end of what it said. */
  error(reference: string, finished: Finished): PlinthError {
    if (this.full)
      return new PlinthError("disk-full", `The disk is full: ${reference} could not be built.`, {
        details: this.tail.slice(-3),
      });
    const engine = finished.exitCode === 0 ? undefined : engineError(finished);
    if (engine?.code === "docker-missing" || engine?.code === "engine-unreachable") return engine;
    const end = finished.exitCode === undefined ? "a signal ended it" : `exit code ${finished.exitCode}`;
    return this.failure(`${reference} could not be built (${end}).`);
  }

  /** A build error with the end of what was said and the place of the whole. */
  failure(message: string, fix?: string): PlinthError {
    return new PlinthError("image-build-failed", message, {
      details: [...this.tail, `All of it: ${this.path}`],
      ...(fix === undefined ? {} : { fix }),
    });
  }
}
