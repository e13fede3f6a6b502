/** A block of lines at the bottom of a terminal that is drawn over again and again. */

import { stripVTControlCharacters } from "node:util";
import type { Terminal } from "./terminal";

/** Time between two drawings at most, in milliseconds, so that clocks on the board go on. */
const redrawEveryMs = 1000;
/** Time between two drawings at least, in milliseconds: news may come by the thousand. */
const pauseMs = 100;

/** The block. Lines that are printed meanwhile come above it. */
export class Board {
  private draw: (() => string) | undefined;
  private lines = 0;
  private drawnAt = 0;
  private ticking: NodeJS.Timeout | undefined;

  constructor(private readonly terminal: Terminal) {}

  /** Shows what `draw` returns, now and from time to time. */
  show(draw: () => string): void {
    this.draw = draw;
    this.ticking ??= setInterval(() => this.redraw(), redrawEveryMs).unref();
    if (performance.now() - this.drawnAt > pauseMs) this.redraw();
  }

  /** Prints a line above the block. */
  print(text: string): void {
    this.erase();
    this.terminal.say(text);
    if (this.draw !== undefined) this.redraw();
  }

  /** Leaves the block on the screen in its last state; what comes now stands below it. */
  leave(): void {
    if (this.draw !== undefined) this.redraw();
    clearInterval(this.ticking);
    this.ticking = undefined;
    this.draw = undefined;
    this.lines = 0;
  }

  /** Removes the block from the screen. */
  clear(): void {
    this.erase();
    clearInterval(this.ticking);
    this.ticking = undefined;
    this.draw = undefined;
  }

  private erase(): void {
    if (this.lines > 0) this.terminal.draw(`\u001b[${this.lines}A\u001b[J`);
    this.lines = 0;
  }

  private redraw(): void {
    if (this.draw === undefined) return;
    const text = this.draw()
      .split("\n")
      .map((line) => fit(line, this.terminal.columns))
      // A block higher than the screen cannot be drawn over.
      .slice(0, Math.max(1, this.terminal.rows - 2));
    this.erase();
    this.terminal.draw(text.map((line) => `${line}\n`).join(""));
    this.lines = text.length;
    this.drawnAt = performance.now();
  }
}

/** Cuts a line to the width of the screen; a line that wraps would spoil the drawing. */
function fit(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length < columns ? line : plain.slice(0, columns - 1);
}
