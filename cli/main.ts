/** Entry of the command line; `./plinth` starts it. */

import { CommanderError } from "commander";
import { exitCodes } from "../model/errors";
import { reportError } from "./command";
import { createProgram, isGoodEnd, usageError } from "./program";

// They are meant for this process only: programs that we start have a tsconfig.json and caches of their own.
delete process.env["TSX_TSCONFIG_PATH"];
delete process.env["NODE_COMPILE_CACHE"];

/** A reader that has seen enough (`./plinth logs | head`) is no error. */
function tolerateClosedPipes(): void {
  for (const stream of [process.stdout, process.stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EPIPE") process.exit(exitCodes.ok);
      throw error;
    });
}

async function main(args: readonly string[]): Promise<void> {
  tolerateClosedPipes();
  const program = createProgram();
  const options = { json: args.includes("--json"), verbose: args.includes("--verbose") };
  try {
    await program.parseAsync(args.length === 0 ? ["help"] : [...args], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError && isGoodEnd(error)) return;
    process.exitCode = reportError(
      error instanceof CommanderError ? usageError(error, program, args) : error,
      options,
    );
  }
}

// Sockets that a library left open must not keep a finished command alive.
void main(process.argv.slice(2)).finally(() => process.stdout.write("", () => process.exit()));
