/** Shows how far each service is: a table that is drawn over on a terminal, a line per change elsewhere. */

import { stripVTControlCharacters } from "node:util";
import type { ServicePhase, ServiceProgress } from "../automation/local/containers";
import type { Reporter } from "../automation/reporter";
import type { Colours } from "./colours";
import { formatTable } from "./table";
import type { Terminal } from "./terminal";

/** What a phase is called on the screen. */
export const phaseWords: Readonly<Record<ServicePhase, string>> = {
  absent: "waiting",
  created: "created",
  starting: "starting",
  running: "running",
  ready: "healthy",
  done: "done",
  unhealthy: "unhealthy",
  restarting: "restarting",
  stopped: "stopped",
  failed: "failed",
};

/** A phase in its colour. */
export function paintPhase(phase: ServicePhase, colours: Colours): string {
  const word = phaseWords[phase];
  if (phase === "ready" || phase === "done") return colours.green(word);
  if (phase === "absent") return colours.dim(word);
  const isBad = phase === "unhealthy" || phase === "failed" || phase === "restarting" || phase === "stopped";
  return isBad ? colours.red(word) : colours.yellow(word);
}

/** Seconds as a person reads them. */
export function formatSeconds(seconds: number): string {
  return `${seconds.toFixed(1)} s`;
}

/** Draws an operation's news on standard error. */
export class ProgressReporter implements Reporter {
  private readonly startedAt = performance.now();
  private readonly shown = new Map<string, ServicePhase>();
  /** Lines of the table that is on the screen now. */
  private drawn = 0;
  private latest: readonly ServiceProgress[] = [];
  private ticking: NodeJS.Timeout | undefined;

  constructor(
    private readonly terminal: Terminal,
    private readonly verbose: boolean,
  ) {}

  note(text: string): void {
    this.print(text);
  }

  detail(line: string): void {
    if (this.verbose) this.print(this.terminal.sideColours.dim(`  ${line}`));
  }

  services(progress: readonly ServiceProgress[]): void {
    this.latest = progress;
    if (this.terminal.canRedraw && !this.verbose) {
      this.ticking ??= setInterval(() => this.redraw(), 1000).unref();
      this.redraw();
      return;
    }
    for (const one of progress) this.printChange(one);
  }

  /** Leaves the table as it is; what is written now comes below it. */
  close(): void {
    clearInterval(this.ticking);
    this.ticking = undefined;
    this.drawn = 0;
    this.latest = [];
  }

  private printChange({ service, phase, exitCode, reason }: ServiceProgress): void {
    if (this.shown.get(service) === phase) return;
    // The first look at a service that is not there yet is no news.
    const isNews = this.shown.has(service) || phase !== "absent";
    this.shown.set(service, phase);
    if (!isNews) return;
    const seconds = formatSeconds((performance.now() - this.startedAt) / 1000).padStart(8);
    const why = [exitCode ? `exit code ${exitCode}` : "", reason ?? ""]
      .filter((part) => part !== "")
      .join(", ");
    const { sideColours } = this.terminal;
    this.terminal.say(
      `${seconds}  ${service}: ${paintPhase(phase, sideColours)}${why === "" ? "" : ` (${why})`}`,
    );
  }

  /** Prints a line above the table. */
  private print(text: string): void {
    this.erase();
    this.terminal.say(text);
    if (this.latest.length > 0 && this.terminal.canRedraw) this.redraw();
  }

  private erase(): void {
    if (this.drawn > 0) this.terminal.draw(`\u001b[${this.drawn}A\u001b[J`);
    this.drawn = 0;
  }

  private redraw(): void {
    const colours = this.terminal.sideColours;
    const now = (performance.now() - this.startedAt) / 1000;
    const rows = this.latest.map(({ service, image, phase, seconds }) => [
      `  ${service}`,
      paintPhase(phase, colours),
      phase === "absent" ? "" : formatSeconds(seconds ?? now),
      colours.dim(image),
    ]);
    const lines = formatTable(rows)
      .split("\n")
      .map((line) => fit(line, this.terminal.columns))
      // A table higher than the screen cannot be drawn over.
      .slice(0, Math.max(1, this.terminal.rows - 2));
    this.erase();
    this.terminal.draw(lines.map((line) => `${line}\n`).join(""));
    this.drawn = lines.length;
  }
}

/** Cuts a line to the width of the screen; a line that wraps would spoil the drawing. */
function fit(line: string, columns: number): string {
  const plain = stripVTControlCharacters(line);
  return plain.length < columns ? line : plain.slice(0, columns - 1);
}
