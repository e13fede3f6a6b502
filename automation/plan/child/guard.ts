/** What ends a program before its end, and how that is told. */

import { inspect } from "node:util";
import type { Failure } from "../protocol";
import type { Journal } from "./journal";
import { NoSdkError } from "./sdk";
import type { Store } from "./sdk";
import type { Positions } from "./position";
import { EntryError } from "./run-program";

/** Ends this process for good; programs may have put another function in its place. */
export const leave: (code: number) => never = process.exit.bind(process);

/** Watches over one evaluation and writes its answer down however it ends. */
export class Guard {
  /** The program came to its end, and all that it registered was noted. */
  complete = false;
  private readonly seen = new WeakSet();

  constructor(
    private readonly journal: Journal,
    private readonly positions: Positions,
    private readonly main: string,
  ) {}

  /** Takes over the ways out of the process. */
  watch(timeoutSeconds: number, store: () => Store | undefined): void {
    process.on("uncaughtException", (error) => this.failed(error));
    process.on("unhandledRejection", (error) => this.failed(error));
    process.on("beforeExit", () => this.over(store()));
    process.on("exit", () => this.journal.write());
    process.exit = (code) => {
      const shown = code ?? process.exitCode ?? 0;
      const source = this.positions.ofCall();
      this.journal.fail({ kind: "exited", message: String(shown), source });
      this.journal.write();
      return leave(0);
    };
    setTimeout(() => {
      const details = [...pendingLines(store()), ...activeLines()];
      this.journal.fail({ kind: "hung", ...this.lastKnown(), details });
      this.finish();
    }, timeoutSeconds * 1000).unref();
  }

  /** Notes an error that the program did not catch, and ends soon: what follows from it may still be noted. */
  failed(error: unknown): void {
    if (typeof error === "object" && error !== null) {
      if (this.seen.has(error)) return;
      this.seen.add(error);
    }
    this.journal.fail(this.failureOf(error));
    setImmediate(() => this.finish());
  }

  /** Nothing is left to do: either the program has ended, or it waits for what never comes. */
  private over(store: Store | undefined): void {
    if (!this.complete) {
      const details = pendingLines(store);
      this.journal.fail({ kind: "stuck", ...this.lastKnown(), details });
    } else if (process.exitCode !== undefined && process.exitCode !== 0) {
      this.journal.fail({
        kind: "exited",
        message: String(process.exitCode),
        source: { file: this.main, line: 1 },
      });
    }
    this.finish();
  }

  private finish(): never {
    this.journal.write();
    return leave(0);
  }

  private failureOf(error: unknown): Failure {
    const source = this.positions.ofError(error) ?? { file: this.main, line: 1 };
    if (error instanceof NoSdkError) return { kind: "module", message: error.message };
    if (!(error instanceof Error)) return { kind: "threw", message: `threw ${shown(error)}`, source };
    if (error instanceof EntryError) return { kind: "entry", message: error.message };
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "MODULE_NOT_FOUND" || code === "ERR_MODULE_NOT_FOUND") {
      return { kind: "module", message: error.message.split("\n")[0] ?? error.message, source };
    }
    const [message = "", ...details] = error.message.split("\n");
    return { kind: "threw", message: message === "" ? error.name : message, source, details };
  }

  private lastKnown(): Pick<Failure, "message" | "source"> {
    return { source: { file: this.main, line: 1 }, ...this.journal.lastKnown() };
  }
}

/** Resources that wait to be registered. */
function pendingLines(store: Store | undefined): string[] {
  return [...(store?.pendingResourceRegistrations?.values() ?? [])].map(
    ({ type, name, phase, inputProperty }) => {
      const waits = inputProperty === undefined ? phase : `input ${inputProperty}`;
      return `${type ?? "a resource"} "${name ?? ""}" waits for its ${waits}.`;
    },
  );
}

/** What keeps the process alive. */
function activeLines(): string[] {
  const counts = new Map<string, number>();
  for (const name of process.getActiveResourcesInfo()) counts.set(name, (counts.get(name) ?? 0) + 1);
  return counts.size === 0
    ? []
    : [`Node is kept alive by: ${[...counts].map(([name, count]) => `${count} ${name}`).join(", ")}.`];
}

function shown(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : inspect(value, { depth: 1 });
}
