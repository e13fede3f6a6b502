/** The two streams of a command: its result goes to standard output, everything else to standard error. */

import { coloursFor } from "./colours";
import type { Colours } from "./colours";

/** Where a command writes. */
export class Terminal {
  /** Colours of standard output. */
  readonly colours: Colours = coloursFor(process.stdout);
  /** Colours of standard error. */
  readonly sideColours: Colours = coloursFor(process.stderr);
  /** True where lines on standard error may be drawn over. */
  readonly canRedraw: boolean = process.stderr.isTTY === true && process.env["TERM"] !== "dumb";

  /** Writes the result of a command. */
  result(text: string): void {
    process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  }

  /** Writes a line for the human who looks on. */
  say(text: string): void {
    process.stderr.write(`${text}\n`);
  }

  /** Writes raw text for the human who looks on. */
  draw(text: string): void {
    process.stderr.write(text);
  }

  /** Width of the screen, in characters. */
  get columns(): number {
    return process.stderr.isTTY ? process.stderr.columns : 80;
  }

  /** Height of the screen, in lines. */
  get rows(): number {
    return process.stderr.isTTY ? process.stderr.rows : 24;
  }
}
