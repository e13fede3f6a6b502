/** Lines of the program's own files. */

import { existsSync, readFileSync } from "node:fs";
import { findSourceMap } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { SourcePosition } from "../types";

/** Deep enough for any program that a person reads. */
const deepestStack = 200;

/** What evaluates a program, and what loads it. */
const ownFolders = [__dirname, join(__dirname, "../../loader")];

/** Finds where in the program something happens. */
export class Positions {
  private readonly known = new Map<string, SourcePosition>();
  private readonly lines = new Map<string, readonly string[]>();

  /** @param root folder of the program: a `node_modules` above it does not make its files a package's. */
  constructor(private readonly root: string) {}

  /** The first frame of the present call that is the program's; the line with `new`, and not that with `super`. */
  ofCall(): SourcePosition | undefined {
    let position: SourcePosition | undefined;
    for (const site of callSites()) {
      const path = plainPath(site.getFileName());
      if (path === undefined || !this.isOfProgram(path)) continue;
      const found = this.original(path, site.getLineNumber() ?? 1, site.getColumnNumber() ?? 1);
      // A bundle of the program holds packages too.
      if (found.file !== path && !this.isOfProgram(found.file)) continue;
      position = found;
      if (!site.isConstructor() || !this.callsSuper(position)) return position;
    }
    return position;
  }

  /** The first line of the program that an error names. */
  ofError(error: unknown): SourcePosition | undefined {
    if (!(error instanceof Error)) return undefined;
    return this.inStack(typeof error.stack === "string" ? error.stack : error.message);
  }

  /** The first line of the program in the text of a stack. */
  inStack(text: string): SourcePosition | undefined {
    for (const line of text.split("\n")) {
      // The place of an evaluated text is given as in the compiled file.
      const position = line.includes("(eval at ") ? undefined : positionIn(line);
      if (position !== undefined && this.isOfProgram(position.file)) return position;
    }
    return undefined;
  }

  /** True for a file that is neither a package's nor the plan's own, bundled or not. */
  isOfProgram(path: string): boolean {
    if (ownFolders.some((folder) => path.startsWith(folder)) || path === module.filename) return false;
    const inner = path.startsWith(`${this.root}/`) ? path.slice(this.root.length) : path;
    return !inner.includes("/node_modules/");
  }

  /** True where a constructor hands over to that of the class above it. */
  private callsSuper({ file, line, column }: SourcePosition): boolean {
    let lines = this.lines.get(file);
    if (lines === undefined) {
      lines = existsSync(file) ? readFileSync(file, "utf8").split("\n") : [];
      this.lines.set(file, lines);
    }
    return lines[line - 1]?.slice((column ?? 1) - 1).startsWith("super") === true;
  }

  /** Where the line of the compiled file comes from. */
  private original(file: string, line: number, column: number): SourcePosition {
    const key = `${file}:${line}:${column}`;
    let position = this.known.get(key);
    if (position === undefined) {
      position = mapped(file, line, column) ?? { file, line, column };
      this.known.set(key, position);
    }
    return position;
  }
}

/** The frames of the present call, as the engine has them: reading them as text would cost far more. */
function callSites(): readonly NodeJS.CallSite[] {
  const { stackTraceLimit } = Error;
  const kept = Object.getOwnPropertyDescriptor(Error, "prepareStackTrace");
  try {
    Error.stackTraceLimit = deepestStack;
    Error.prepareStackTrace = (_error, sites) => sites;
    const holder: { stack?: readonly NodeJS.CallSite[] } = {};
    Error.captureStackTrace(holder, callSites);
    return holder.stack ?? [];
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
    if (kept === undefined) Reflect.deleteProperty(Error, "prepareStackTrace");
    else Object.defineProperty(Error, "prepareStackTrace", kept);
  }
}

function mapped(file: string, line: number, column: number): SourcePosition | undefined {
  const origin = findSourceMap(file)?.findOrigin(line, column);
  if (origin === undefined || !("fileName" in origin)) return undefined;
  const path = plainPath(origin.fileName);
  return path === undefined
    ? undefined
    : { file: path, line: origin.lineNumber, column: origin.columnNumber };
}

/** A path without scheme and query; `undefined` for what is no file of the program's. */
function plainPath(name: string | null | undefined): string | undefined {
  if (name === null || name === undefined || name.startsWith("node:")) return undefined;
  const path = name.startsWith("file://") ? fileURLToPath(name) : name;
  return path.startsWith("/") ? path.replace(/\?.*$/, "") : undefined;
}

/** A frame of a stack, or a place as compilers write it: `/a/index.ts:3:5: ERROR: …`. */
const place = /(?:^|[\s(])((?:file:\/\/)?\/[^():]+):(\d+)(?::(\d+))?/;

function positionIn(line: string): SourcePosition | undefined {
  const [, name, row, column] = place.exec(line) ?? [];
  const file = plainPath(name);
  if (file === undefined || row === undefined) return undefined;
  return { file, line: Number(row), ...(column === undefined ? {} : { column: Number(column) }) };
}
